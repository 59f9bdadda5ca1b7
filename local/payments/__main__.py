"""python -m local.payments --port N --data FILE"""

import argparse
import http.server
import json
import secrets
import signal
import sys
import threading
import time
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

from local.payments.api import Api
from local.payments.errors import Refusal
from local.payments.faults import Fault, Faults
from local.payments.store import Store

SECRET_KEY = "sk_test_crassula"  # noqa: S105 - opens nothing but this simulator
UNAUTHORISED = Refusal(401, "invalid_request_error", None, "Invalid API Key provided.")


class Server(http.server.ThreadingHTTPServer):
    """The simulator on 127.0.0.1."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, store: Store) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.api = Api(store)
        self.faults = Faults()


class Handler(http.server.BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read."""
        self._serve(urlsplit(self.path).query)

    def do_POST(self) -> None:
        """Act."""
        self._serve(self.rfile.read(int(self.headers.get("Content-Length", 0))).decode())

    def _serve(self, form: str) -> None:
        server = cast("Server", self.server)
        path = urlsplit(self.path).path
        if path.startswith("/_simulator/"):
            self._steer(path, form, server)
            return
        if SECRET_KEY not in self.headers.get("Authorization", ""):
            self._send(UNAUTHORISED.status, json.dumps(UNAUTHORISED.body))
            return
        fault = server.faults.take(f"{self.command} {path}")
        when = fault.when if fault else ""
        if fault and when == "status":
            refusal = Refusal(fault.status, "api_error", None, "A fault that was asked for.")
            self._send(refusal.status, json.dumps(refusal.body))
            return
        if when == "before":
            self._hang_up()
            return
        if fault and when == "hang_before":
            time.sleep(fault.seconds)
        key = self.headers.get("Idempotency-Key", "")
        answer = server.api.answer(self.command, path, form, key)
        if fault and when == "hang_after":
            time.sleep(fault.seconds)
        if when == "after":
            self._hang_up()
            return
        self._send(answer.status, answer.body, replayed=answer.replayed)

    def _steer(self, path: str, form: str, server: Server) -> None:
        """What tests ask for: faults, and a fresh start."""
        if path == "/_simulator/faults":
            server.faults.switch_on(Fault(**json.loads(form)))
        elif path == "/_simulator/reset":
            server.faults.switch_off()
            server.api.store.forget()
        self._send(200, "{}")

    def _hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    def _send(self, status: int, body: str, *, replayed: bool = False) -> None:
        content = body.encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Request-Id", f"req_{secrets.token_hex(7)}")
            if replayed:
                self.send_header("Idempotent-Replayed", "true")
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
    stopping = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopping.set())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    stopping.wait()
    server.shutdown()
    return 0


if __name__ == "__main__":
    sys.exit(main())
