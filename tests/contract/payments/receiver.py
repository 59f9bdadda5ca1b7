"""A webhook endpoint of the tests: takes what the provider delivers, or refuses it."""

import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, cast

import stripe

PATIENCE_SECONDS = 15.0


@dataclass
class Receiver:
    """What was delivered, in that order."""

    url: str = ""
    deliveries: list[tuple[float, bytes, str]] = field(default_factory=list)
    """When (seconds of UTC), the content and its signature."""
    refusals: list[int] = field(default_factory=list)
    """The statuses of the next answers; 200 after them."""

    def subscribe(self, client: Any, *events: str) -> Any:
        """A webhook endpoint at the provider that leads here."""
        return client.webhook_endpoints.create(
            {"url": self.url, "enabled_events": list(events) or ["*"]}
        )

    def waits_for(self, count: int) -> list[tuple[float, bytes, str]]:
        """The deliveries, once there are so many. Raises TimeoutError."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(self.deliveries) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.deliveries)} of {count} deliveries came")
            time.sleep(0.005)
        return list(self.deliveries)

    def events(self, count: int, secret: str) -> list[Any]:
        """The events in these deliveries, their signatures verified as the store verifies them."""
        return [
            stripe.Webhook.construct_event(content, signature, secret)
            for _, content, signature in self.waits_for(count)
        ]


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    receiver: Receiver


class _Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        """Take a delivery."""
        receiver = cast("_Server", self.server).receiver
        content = self.rfile.read(int(self.headers["Content-Length"]))
        receiver.deliveries.append((time.time(), content, self.headers["Stripe-Signature"]))
        self.send_response(receiver.refusals.pop(0) if receiver.refusals else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing to log."""


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens on 127.0.0.1."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.receiver = Receiver(f"http://127.0.0.1:{server.server_port}/webhooks?from=stripe")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.receiver
    server.shutdown()
    server.server_close()
