"""Catalogue, stock and delivery days: inventory's values, commands and events."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, field

from services.contracts.common import (
    Country,
    CustomerId,
    Name,
    OrderId,
    Price,
    Quantity,
    Reason,
    Sku,
    Text,
    ZoneId,
)
from services.contracts.message import Command, Event
from services.contracts.requests import Mark, Requested, StaffRequest
from services.contracts.values import Value
from services.manifest import AGGREGATOR, INVENTORY, OPERATOR, ORDER, PROXY


class ItemKind(StrEnum):
    """What an item of the catalogue is."""

    STEM = "stem"
    BOUQUET = "bouquet"
    ADDON = "addon"
    WRAP = "wrap"
    """The paper round a bouquet."""
    SERVICE = "service"
    """What is done, such as arranging: there is no stock of it."""


class Item(Value):
    """Something the shop sells. A bouquet's `recipe` counts the stems of one; a stem is itself."""

    sku: Sku
    name: Name
    kind: ItemKind
    price: Price
    tax_rate: Annotated[int, Meta(ge=0, le=100)]
    """Per cent, included in the price."""
    recipe: dict[Sku, Quantity] = field(default_factory=dict)
    wrap: Sku | None = None
    """The paper that a bouquet comes in."""


class Level(Value):
    """How many of a SKU are free on a delivery day. `version` counts the changes of that supply.

    `held` are reserved for orders and not sold yet. `counts` is how often florists have counted,
    brought or taken stems: who counts says which of these counts they have seen.
    """

    sku: Sku
    day: date
    free: int
    version: int
    held: int = 0
    counts: int = 0


class Zone(Value):
    """Where the shop delivers, and until when it takes orders for that.

    A postcode belongs to the zone with the longest prefix that it begins with. Orders for a day are
    taken until `cutoff` (`HH:MM` in the shop) of the day that is `days_before` it.
    """

    id: ZoneId
    name: Name
    country: Country
    prefixes: tuple[Annotated[str, Meta(pattern=r"^[A-Z0-9]{1,12}$(?!\n)")], ...]
    cutoff: Annotated[str, Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$(?!\n)")]
    days_before: Annotated[int, Meta(ge=0, le=14)]
    places: Annotated[int, Meta(ge=0, le=10_000)]
    """Deliveries a day, where a florist sets no other number."""


class DeliveryDay(Value):
    """A day of a zone: orders are taken until `cutoff` (UTC) while some of `places` are free."""

    zone: ZoneId
    day: date
    cutoff: datetime
    closed: bool
    places: int
    free: int
    version: int
    setting: int = 0
    """Counts how often florists set it: of two who looked at the same, the second is refused."""


class OpenDay(Value):
    """A delivery day to begin with, in every zone, and how many stems are free on it."""

    day: date
    stock: dict[Sku, int]
    closed: bool = False


class StockAuditEntry(Value):
    """What a florist did about stems or delivery days. An entry never changes.

    `subject` is a SKU or a zone; `quantity` counts stems (or places), fewer when negative.
    """

    id: str
    what: str
    subject: str
    day: date
    quantity: int
    reason: Text
    by: CustomerId
    at: datetime
    name: Annotated[str, Meta(max_length=120)] = ""
    """Of the florist, as it was then."""
    counted: int | None = None
    """What was counted, where the difference comes from a count."""
    mark: Mark = ""
    """Of whoever asked for it."""


class Shortage(Value):
    """What could not be had. `sku` is empty when it is the delivery day itself."""

    reason: Reason
    sku: str = ""


class AdjustStock(StaffRequest, sender=PROXY, to=(INVENTORY,)):
    """A florist counts stems for a delivery day: `quantity` more (or fewer) are free.

    The same `adjustment` twice counts once.
    """

    adjustment: str
    sku: Sku
    day: date
    quantity: Annotated[int, Meta(ge=-100_000, le=100_000)]
    reason: Text
    counted: int | None = None
    """What was counted; `quantity` is the difference to what was free before."""
    basis: int | None = None
    """Of a count: the `counts` of the supply as the florist saw it. After another, none is made."""


class CountedStems(Value):
    """So many stems of a SKU were `counted`, or so many `more` (or fewer) are there.

    Of a count `more` is the difference to what the florist saw, and `basis` the supply's `counts`.
    """

    sku: Sku
    more: Annotated[int, Meta(ge=-100_000, le=100_000)]
    counted: int | None = None
    basis: int | None = None


class CountStock(StaffRequest, sender=PROXY, to=(INVENTORY,)):
    """A florist counts, or brings, stems of many SKUs for a delivery day, each once per `change`.

    The day need not be open for orders yet.
    """

    change: str
    day: date
    stems: Annotated[tuple[CountedStems, ...], Meta(max_length=100)]
    reason: Text


class OpenDeliveryDays(StaffRequest, sender=PROXY, to=(INVENTORY,)):
    """A florist opens days in every zone, each with its zone's places and cut-off.

    A day that is open in a zone already, or was closed there, stays as it is.
    """

    change: str
    days: Annotated[tuple[date, ...], Meta(max_length=31)]
    reason: Text


class SetDeliveryDay(StaffRequest, sender=PROXY, to=(INVENTORY,)):
    """A florist opens, limits or closes a zone's delivery day.

    `places` is the number of orders that the shop can deliver there on that day; `cutoff` is UTC.
    `seen` is the day's `setting` that the florist looked at: of two who looked at the same, the
    first stands. Without it the one with the later `requested_at` stands.
    """

    change: str
    zone: ZoneId
    day: date
    places: Annotated[int, Meta(ge=0, le=10_000)]
    cutoff: datetime
    closed: bool
    reason: Text
    seen: int | None = None


class PutItems(Requested, sender=OPERATOR, to=(INVENTORY,)):
    """The catalogue: these items are sold at these prices. Items not named stay as they are."""

    items: tuple[Item, ...]


class PutZones(Requested, sender=OPERATOR, to=(INVENTORY,)):
    """Where the shop delivers: these zones and no others."""

    zones: tuple[Zone, ...]


class OpenDays(Command, sender=OPERATOR, to=(INVENTORY,)):
    """Open these delivery days with this stock: how a shop begins, and how days are added.

    A day that is open already, or a supply that was counted already, stays as it is.
    """

    days: tuple[OpenDay, ...]


class RefreshAuditLog(Command, sender=PROXY, to=(INVENTORY,)):
    """Publish again what florists did about stems and days on this day (UTC)."""

    day: date


class RefreshStock(Command, sender=PROXY, to=(INVENTORY,)):
    """Publish again all that there is of a delivery day, be it nothing."""

    day: date


class RefreshCatalogue(Command, sender=PROXY, to=(INVENTORY,)):
    """Publish again what the views of the catalogue and of the delivery days contain."""


class StockReserved(Event, sender=INVENTORY, to=(ORDER, AGGREGATOR)):
    """Every stem and the delivery day are reserved. `levels` and `days` are what is left.

    `revision` is that of the order's delivery that they are reserved for; `cutoff` (UTC) is that of
    the delivery, None for a commission.
    """

    order_id: OrderId
    levels: tuple[Level, ...]
    days: tuple[DeliveryDay, ...] = ()
    revision: int = 0
    cutoff: datetime | None = None


class StockShort(Event, sender=INVENTORY, to=(ORDER,)):
    """Nothing was reserved, because these stems or this delivery day cannot be had."""

    order_id: OrderId
    missing: tuple[Shortage, ...]
    revision: int = 0


class StockChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """What is left of these supplies and delivery days, and which florist changed them."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()
    entries: tuple[StockAuditEntry, ...] = ()
    whole: date | None = None
    """All that there is of this day is in it."""


class AuditLogListed(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Everything that florists did about stems and days on a day (UTC)."""

    day: date
    entries: tuple[StockAuditEntry, ...]


class ZonesChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Where the shop delivers, whole. A later `version` replaces an earlier one."""

    zones: tuple[Zone, ...]
    version: int


class CatalogueChanged(Event, sender=INVENTORY, to=(AGGREGATOR,)):
    """Everything that is sold, whole. A later `version` replaces an earlier one."""

    items: tuple[Item, ...]
    version: int
