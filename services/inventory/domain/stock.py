"""Supplies and delivery days: their keys, and what is free of them."""

from datetime import date

from services.contracts.common import Sku, ZoneId
from services.contracts.inventory import DeliveryDay, Level
from services.contracts.values import Value

SUPPLIES = "supplies"
DAYS = "days"


class Availability(Value):
    """What is free of some supplies and delivery days."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()


def supply_id(sku: Sku, day: date) -> str:
    """The key of one SKU's supply for one delivery day."""
    return f"{sku}:{day.isoformat()}"


def day_id(day: date, zone: ZoneId) -> str:
    """The key of a zone's delivery day; sorts by day."""
    return f"{day.isoformat()}:{zone}"
