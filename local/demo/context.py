"""What every scene uses: two people, their browser, the catalogue and a folder for documents."""

import os
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from deployment.paths import ROOT, Paths, Ports
from local import sample_requests
from local.bus import publish
from local.cardholder import Cardholder
from local.deploy import read_outputs
from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from services.contracts.message import Message
from services.policy.delivery import shop_day

VISA = "pm_card_visa"


class DemoContext:
    """The running store, with clients for its customer, its florist and the cardholder."""

    def __init__(self, paths: Paths, ports: Ports) -> None:
        self._documents = paths.documents
        self._endpoint = f"http://localhost:{ports.emulator}"
        self._outputs = read_outputs(paths)
        self.flora = Shopper.signed_in(self._outputs, CUSTOMER)
        self.fleur = Shopper.signed_in(self._outputs, FLORIST)
        self.cardholder = Cardholder(f"http://127.0.0.1:{ports.payments}")

    @cached_property
    def items(self) -> dict[str, Any]:
        """The catalogue by SKU."""
        return {item["sku"]: item for item in self.flora.see("/catalogue")["items"]}

    @cached_property
    def days(self) -> list[str]:
        """The days on which the shop delivers, from tomorrow on."""
        days = self.flora.see(sample_requests.DELIVERY_DAYS)["days"]
        return [day["day"] for day in days if day["open"] and day["day"] > _today()]

    def order(self, day: str, **quantities: int) -> str:
        """Place an order as Flora; return its id."""
        return self.flora.place(
            sample_requests.order(self.items, day, quantities or sample_requests.BASKET)
        )

    def is_confirmed(self, order_id: str) -> Any:
        """Wait until the order is confirmed and invoiced; return it."""
        return self.flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    def save(self, document: Any) -> str:
        """Download an invoice or a credit note; return the file's path."""
        file: Path = self._documents / f"{document['number']}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.flora.download(document["url"].removeprefix("/api")))
        return os.path.relpath(file, ROOT)

    def publish(self, message: Message) -> None:
        """Publish a message of the clock, or one of an earlier day."""
        publish(self._endpoint, self._outputs, [message], "demo")


def _today() -> str:
    return shop_day(datetime.now(UTC)).isoformat()


def euro(minor: int) -> str:
    """An amount as text."""
    return f"€ {minor / 100:.2f}"
