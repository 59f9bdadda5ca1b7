"""What every scene has: three people, the shop's shelves, and a place for its papers."""

from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from deployment.paths import ROOT, Paths, Ports
from local import wishes
from local.bus import tell
from local.cardholder import Cardholder
from local.deploy import read_outputs
from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from services.contracts.message import Message
from services.policy.delivery import shop_day

VISA = "pm_card_visa"


class Theatre:
    """The running store, as its customer, its florist and their browsers see it."""

    def __init__(self, places: Paths, ports: Ports) -> None:
        self._papers = places.papers
        self._endpoint = f"http://localhost:{ports.emulator}"
        self._outputs = read_outputs(places)
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
        days = self.flora.see(wishes.DELIVERY_DAYS)["days"]
        return [day["day"] for day in days if day["open"] and day["day"] > _today()]

    def order(self, day: str, **quantities: int) -> str:
        """Flora orders; answers the order's id."""
        return self.flora.place(wishes.order(self.items, day, quantities or wishes.BASKET))

    def is_confirmed(self, order_id: str) -> Any:
        """The order once it is confirmed and its invoice is drawn."""
        return self.flora.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    def save(self, paper: Any) -> str:
        """Download an invoice or a credit note; answers where it is."""
        file: Path = self._papers / f"{paper['number']}.pdf"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(self.flora.download(paper["url"].removeprefix("/api")))
        return str(file.relative_to(ROOT))

    def tell(self, message: Message) -> None:
        """Say on the bus what the clock says, or what was said on an earlier day."""
        tell(self._endpoint, self._outputs, [message], "demo")


def _today() -> str:
    return shop_day(datetime.now(UTC)).isoformat()


def euro(minor: int) -> str:
    """An amount as people read it."""
    return f"€ {minor / 100:.2f}"
