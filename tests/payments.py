"""The payment provider for tests: the simulator, with its faults at hand."""

import json
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from local.payments.__main__ import PUBLISHABLE_KEY, SECRET_KEY
from local.servers import Server, accepts_connections
from tests.database import free_port


@dataclass(frozen=True)
class Provider:
    """The running simulator."""

    url: str
    secret_key: str
    server: Server
    publishable_key: str = PUBLISHABLE_KEY

    def fail(self, match: str, when: str, times: int = 1, **more: Any) -> None:
        """Let a fault befall the next requests whose `METHOD /path` matches."""
        self._steer("faults", {"match": match, "when": when, "times": times, **more})

    def heal(self) -> int:
        """No faults any more; answers how many requests they were still waiting for."""
        left: int = self._steer("heal", {})["left"]
        return left

    def reset(self) -> None:
        """Forget every object, every webhook endpoint, every fault and every trouble."""
        self._steer("reset", {})

    def authenticate(self, client_secret: str, *, success: bool) -> dict[str, Any]:
        """What the cardholder does when 3-D Secure asks; answers the intent as it is then.

        Raises HTTPError 402 when the card is declined after it.
        """
        how = {"client_secret": client_secret, "success": success}
        return self._steer("authenticate", how)

    def confirm_setup(self, client_secret: str, card: str) -> None:
        """What a browser does with a new card: it takes it to the provider, and to nobody else."""
        setup = client_secret.split("_secret_", maxsplit=1)[0]
        form = urlencode({"client_secret": client_secret, "payment_method": card})
        request = urllib.request.Request(
            f"{self.url}/v1/setup_intents/{setup}/confirm",
            data=form.encode(),
            headers={"Authorization": f"Bearer {self.publishable_key}"},
        )
        urllib.request.urlopen(request, timeout=5).close()

    def forget_keys(self) -> None:
        """A day passes: idempotency keys mean nothing any more."""
        self._steer("forget_keys", {})

    def expire(self, intent: str) -> dict[str, Any]:
        """Let the days of an authorisation pass; answers the intent, canceled."""
        return self._steer("expire", {"payment_intent": intent})

    def webhooks(self, **trouble: int) -> None:
        """Make trouble: `duplicate` (extra deliveries of each), `shuffle`, `pause`.

        What is not given stays as it is.
        """
        self._steer("webhooks", trouble)

    def intents(self) -> list[dict[str, Any]]:
        """Every payment intent, newest first."""
        return list(self._all("payment_intents"))

    def charge(self, order_id: str, amount: int, currency: str = "eur") -> None:
        """Somebody charges a card for an order in the provider's dashboard."""
        named = {"metadata[order_id]": order_id, "metadata[part]": "first"}
        how = {"amount": amount, "currency": currency, "payment_method": "pm_card_visa"}
        self._post("payment_intents", {**how, **named, "confirm": "true"})

    def capture(self, intent: str, amount: int) -> None:
        """Somebody captures a part of what an intent holds in the provider's dashboard."""
        self._post(f"payment_intents/{intent}/capture", {"amount_to_capture": amount})

    def give_back(self, intent: str, amount: int) -> None:
        """Somebody refunds a part of an intent in the provider's dashboard."""
        self._post("refunds", {"payment_intent": intent, "amount": amount})

    def dispute(self, intent: str, **how: Any) -> dict[str, Any]:
        """A cardholder objects to what an intent took, all or `amount` of it; or only asks."""
        return self._steer("dispute", {"payment_intent": intent, **how})

    def decide(self, dispute: str, *, is_won: bool) -> None:
        """The shop sends evidence, and the bank decides at once."""
        said = "winning_evidence" if is_won else "losing_evidence"
        self._post(f"disputes/{dispute}", {"evidence[uncategorized_text]": said, "submit": "true"})

    def fail_refund(self, refund: str) -> None:
        """A bank sends a refund back that had succeeded."""
        self._steer("fail_refund", {"refund": refund})

    def _post(self, what: str, how: dict[str, Any]) -> None:
        request = urllib.request.Request(
            f"{self.url}/v1/{what}",
            data=urlencode(how).encode(),
            headers={"Authorization": f"Bearer {self.secret_key}"},
        )
        urllib.request.urlopen(request, timeout=5).close()

    def refunds(self) -> list[dict[str, Any]]:
        """Every refund, newest first."""
        return list(self._all("refunds"))

    def disputes(self) -> list[dict[str, Any]]:
        """Every dispute and inquiry, newest first."""
        return list(self._all("disputes"))

    def given_back(self) -> int:
        """The sum of every refund that has not failed, in minor units."""
        return sum(each["amount"] for each in self.refunds() if each["status"] != "failed")

    def given_back_of(self, intent: str) -> int:
        """The sum of an intent's refunds, in minor units."""
        refunds = self._all("refunds")
        return sum(
            each["amount"]
            for each in refunds
            if each["payment_intent"] == intent and each["status"] != "failed"
        )

    def events(self, *types: str) -> list[dict[str, Any]]:
        """Every event, or those of the types, in the order in which they happened."""
        named = [event for event in self._all("events") if not types or event["type"] in types]
        return named[::-1]

    def _all(self, what: str) -> Iterator[dict[str, Any]]:
        page: dict[str, Any] = {"has_more": True, "data": []}
        while page["has_more"]:
            after = {"starting_after": page["data"][-1]["id"]} if page["data"] else {}
            page = self._read(f"/v1/{what}?{urlencode({'limit': 100, **after})}")
            yield from page["data"]

    def _read(self, path: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}{path}", headers={"Authorization": f"Bearer {self.secret_key}"}
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            read: dict[str, Any] = json.load(answer)
        return read

    def _steer(self, what: str, how: dict[str, Any]) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/_simulator/{what}", data=json.dumps(how).encode(), method="POST"
        )
        with urllib.request.urlopen(request, timeout=5) as answer:
            steered: dict[str, Any] = json.load(answer)
        return steered


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
