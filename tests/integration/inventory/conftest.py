"""Inventory with stock and delivery days, and what its collections contain."""

from dataclasses import dataclass
from datetime import date

import pytest
from pymongo.database import Database

from services.inventory import handler as inventory
from services.inventory.domain.stock import day_id, supply_id
from services.manifest import AGGREGATOR
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Employ, Worker
from tests.shop import TOMORROW, catalogue, tomorrow_open, zones


@pytest.fixture
def worker(employ: Employ, aws_server: AwsServer) -> Worker:
    """Inventory on a morning with 50 red roses, 200 of the rest, and 40 deliveries a zone."""
    worker = employ(inventory)
    assert worker.deliver(catalogue(), zones(), tomorrow_open(roses=50)) == 0
    aws_server.messages(AGGREGATOR)
    return worker


@dataclass(frozen=True)
class StockRows:
    """What the database contains."""

    mongodb: Database[Document]

    def supply(self, sku: str = "rose-red", day: date = TOMORROW) -> Document:
        """One SKU's supply."""
        return self._row("supplies", supply_id(sku, day))

    def zone_day(self, zone: str = "munich", day: date = TOMORROW) -> Document:
        """A zone's delivery day."""
        return self._row("days", day_id(day, zone))

    def free(self, sku: str = "rose-red", day: date = TOMORROW) -> int:
        """How many stems are free."""
        return int(self.supply(sku, day)["free"])

    def places(self, zone: str = "munich", day: date = TOMORROW) -> int:
        """How many deliveries are free."""
        return int(self.zone_day(zone, day)["free"])

    def held(self, sku: str = "rose-red", day: date = TOMORROW) -> Document:
        """How much stands under which key."""
        return {key: held for key, held in self.supply(sku, day)["held"].items() if held}

    def _row(self, collection: str, key: str) -> Document:
        row = self.mongodb[collection].find_one({"_id": key})
        assert row is not None
        return row


@pytest.fixture
def stock(mongodb: Database[Document]) -> StockRows:
    """The database of the test."""
    return StockRows(mongodb)
