"""python -m local.payments --port N --data FILE"""

import argparse
import http.server
import json
import secrets
import sys
import threading
import time
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from local.closing import Closing
from local.payments.api import Answer, Api, Request, refused
from local.payments.delivery import DeliveryWorker
from local.payments.errors import Refusal, invalid
from local.payments.faults import LIMITS, Fault, Faults
from local.payments.outbox import Outbox, Trouble
from local.payments.pages import PREFIX, page
from local.payments.store import Store
from stacks.config import LOCAL_PUBLISHABLE_KEY

SECRET_KEY = "sk_test_crassula"  # noqa: S105 - opens nothing but this simulator
PUBLISHABLE_KEY = LOCAL_PUBLISHABLE_KEY
"""The key for browsers: with an intent's client_secret it may confirm that intent."""
CROSS_ORIGIN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "*, Authorization",
}
"""The store's page is of another origin and asks from the browser, as it asks Stripe."""
UNAUTHORISED = Refusal(401, "invalid_request_error", None, "Invalid API Key provided.")


class Server(http.server.ThreadingHTTPServer):
    """The simulator on 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.store = store
        self.outbox = Outbox(store)
        self.api = Api(store, self.outbox)
        self.faults = Faults()
        DeliveryWorker(store, self.outbox).start()

    def steer(self, path: str, how: dict[str, Any]) -> dict[str, Any] | None:
        """Answer requests of tests: faults, webhook problems, a reset. None: not such a request.

        Raises TypeError or ValueError for unknown parameters.
        """
        match path:
            case "/_simulator/faults":
                self.faults.switch_on(Fault(**how))
            case "/_simulator/heal":
                left = self.faults.left()
                self.faults.switch_off()
                return {"left": left}
            case "/_simulator/webhooks":
                self.outbox.trouble_with(**how)
            case "/_simulator/forget_keys":
                self.store.forget("keys")
            case "/_simulator/reset":
                self.faults.switch_off()
                self.outbox.trouble_with(**vars(Trouble()))
                self.store.forget()
            case _:
                return None
        return {}


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read."""
        path = urlsplit(self.path).path
        found = page(path) if path.startswith(PREFIX) else None
        if found:
            self._reply(200, *found)
        else:
            self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Act."""
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def do_DELETE(self) -> None:
        """Remove."""
        self._serve(urlsplit(self.path).query)

    def do_OPTIONS(self) -> None:
        """Answer a browser's preflight request."""
        self._send(Answer(200, ""))

    def _serve(self, form: str) -> None:
        server = cast("Server", self.server)
        path = urlsplit(self.path).path
        if path.startswith("/_simulator/"):
            self._send(self._steered(path, form))
            return
        key = self.headers.get("Authorization", "").removeprefix("Bearer ")
        if key not in (SECRET_KEY, PUBLISHABLE_KEY):
            self._send(refused(UNAUTHORISED))
            return
        request = Request(
            self.command,
            path,
            form,
            self.headers.get("Idempotency-Key", ""),
            is_from_browser=key == PUBLISHABLE_KEY,
        )
        fault = server.faults.take(f"{self.command} {path}")
        if fault:
            self._serve_badly(request, fault)
        else:
            self._send(server.api.answer(request))

    def _serve_badly(self, request: Request, fault: Fault) -> None:
        if fault.when == "status":
            words = "A fault that was asked for."
            kind, code = LIMITS.get(fault.status, ("api_error", None))
            self._send(refused(Refusal(fault.status, kind, code, words)))
            return
        if fault.when == "before":
            self._hang_up()
            return
        if fault.when == "hang_before":
            time.sleep(fault.seconds)
        answer = cast("Server", self.server).api.answer(request)
        if fault.when == "hang_after":
            time.sleep(fault.seconds)
        if fault.when == "after":
            self._hang_up()
        else:
            self._send(answer)

    def _steered(self, path: str, form: str) -> Answer:
        server = cast("Server", self.server)
        try:
            steered = server.steer(path, json.loads(form))
            if steered is not None:
                return Answer(200, json.dumps(steered))
        except (TypeError, ValueError) as error:
            return refused(invalid(str(error)))
        return server.api.answer(Request(self.command, path, form))

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _send(self, answer: Answer) -> None:
        more = {"Request-Id": f"req_{secrets.token_hex(7)}"}
        if answer.replayed:
            more["Idempotent-Replayed"] = "true"
        self._reply(answer.status, "application/json", answer.body.encode(), more)

    def _reply(
        self, status: int, content_type: str, content: bytes, more: dict[str, str] | None = None
    ) -> None:
        fixed = {"Content-Type": content_type, "Content-Length": str(len(content))}
        try:
            self.send_response(status)
            for name, value in {**fixed, **CROSS_ORIGIN, **(more or {})}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Requests carry customers' data: they are not logged."""


def main() -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="local.payments", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    arguments.data.parent.mkdir(parents=True, exist_ok=True)
    try:
        server = Server(arguments.port, Store(arguments.data))
    except OSError as error:
        print(f"port {arguments.port}: {error.strerror}. End what listens there, or choose another")
        return 1
    closing = Closing()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    closing.is_asked(within=None)
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
