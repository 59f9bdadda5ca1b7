"""The catalogue and the zones are what was sent last, whatever comes again."""

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.inventory import PutItems, PutZones
from services.runtime.mongo import Document
from tests.integration.conftest import Worker
from tests.shop import RED_ROSE, zones


@pytest.mark.finding("B02")
def test_zones_and_prices_that_come_again_do_not_replace_what_came_after_them(
    worker: Worker, mongodb: Database[Document]
) -> None:
    munich, berlin = (
        PutZones(tuple(zone for zone in zones().zones if zone.id == name), mark=name)
        for name in ("munich", "berlin")
    )
    dear, cheap = (
        PutItems((replace(RED_ROSE, price=price),), mark=f"price-{price}") for price in (500, 100)
    )
    worker.deliver(munich, berlin, dear, cheap, munich, dear)
    kept = mongodb["zones"].find_one({"_id": "zones"})
    assert kept is not None
    assert [zone["id"] for zone in kept["zones"]] == ["berlin"]
    rose = mongodb["items"].find_one({"_id": RED_ROSE.sku})
    assert rose is not None
    assert rose["price"] == 100
