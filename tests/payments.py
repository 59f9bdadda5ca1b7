"""The payment provider for tests: the simulator, with its faults at hand."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from local.payments.__main__ import SECRET_KEY
from local.servers import Server, accepts_connections
from tests.database import free_port


@dataclass(frozen=True)
class Provider:
    """The running simulator."""

    url: str
    secret_key: str
    server: Server

    def fail(self, match: str, when: str, times: int = 1, **more: Any) -> None:
        """Let a fault befall the next requests whose `METHOD /path` matches."""
        self._steer("faults", {"match": match, "when": when, "times": times, **more})

    def reset(self) -> None:
        """Forget every object and every fault."""
        self._steer("reset", {})

    def intents(self) -> list[dict[str, Any]]:
        """Every payment intent, newest first."""
        request = urllib.request.Request(
            f"{self.url}/v1/payment_intents?limit=1000",
            headers={"Authorization": f"Bearer {self.secret_key}"},
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            intents: list[dict[str, Any]] = json.load(answer)["data"]
        return intents

    def _steer(self, what: str, how: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.url}/_simulator/{what}", data=json.dumps(how).encode(), method="POST"
        )
        urllib.request.urlopen(request, timeout=5).close()


@pytest.fixture(scope="session")
def provider_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    """One simulator for all tests."""
    port, home = free_port(), tmp_path_factory.mktemp("payments")
    server = Server(
        "payment simulator",
        ["local.payments", "--port", str(port), "--data", str(home / "payments.sqlite")],
        accepts_connections(port),
        home / "payments.log",
    )
    server.start()
    yield Provider(f"http://127.0.0.1:{port}", SECRET_KEY, server)
    server.stop()


@pytest.fixture
def provider(provider_server: Provider) -> Provider:
    """The simulator as it is on its first day."""
    provider_server.reset()
    return provider_server
