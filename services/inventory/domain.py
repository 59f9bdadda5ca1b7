"""The rules of stock: flowers perish, so supply is counted per SKU and delivery day."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import field

from services.contracts.common import OrderId, Reason, Sku, ZoneId
from services.contracts.inventory import (
    AdjustStock,
    DeliveryDay,
    Level,
    SetDeliveryDay,
    Shortage,
    StockAuditEntry,
)
from services.contracts.orders import SUBSTITUTED, Order
from services.contracts.values import Value
from services.policy.delivery import last_moment

NOTHING_HELD = -1
"""The `current` revision of an order that holds nothing yet."""
SUPPLIES = "supplies"
DAYS = "days"


class Decision(StrEnum):
    """What was decided about a claim, once and for all."""

    OPEN = "open"
    HELD = "held"
    SHORT = "short"


class End(StrEnum):
    """How an order ended, as far as its flowers go. From the last two nothing leads on."""

    NONE = ""
    RELEASED = "released"
    CONSUMED = "consumed"


class Asked(Value):
    """A delivery that an order asks for, and when (UTC) it did.

    `zone` is None where the shop does not deliver. An event needs neither supplies nor a place: its
    stems are bought, and driven, for it alone.
    """

    order_id: OrderId
    revision: int
    day: date
    zone: ZoneId | None
    needs: dict[Sku, int]
    asked_at: datetime
    is_event: bool

    @property
    def stems(self) -> int:
        """How many it takes in all."""
        return sum(self.needs.values())


class Hold(Value):
    """So much of a supply, or one place of a delivery day, under the key that keeps it."""

    collection: str
    of: str
    key: str
    quantity: int


class Claim(Value):
    """One revision of an order's delivery, and what was decided about it.

    It keeps what it takes under a key of its own. What the revision `base`, which the order held
    before, keeps for the same day, or the same place, it takes over under that one's key, so that
    a move within a day needs no stem twice. `cutoff` (UTC) is the order's, once it is held.
    """

    revision: int
    day: date
    zone: ZoneId | None
    base: int
    stems_key: str
    place_key: str
    decision: Decision = Decision.OPEN
    missing: tuple[Shortage, ...] = ()
    cutoff: datetime | None = None


class Reservation(Value):
    """All that an order has claimed. Only `current`, the last one held, counts.

    `current` only grows and `end` is said once, so what was given up once stays given up.
    """

    order_id: OrderId
    needs: dict[Sku, int]
    end: End = End.NONE
    current: int = NOTHING_HELD
    claims: dict[str, Claim] = field(default_factory=dict)

    def claim(self, revision: int) -> Claim | None:
        """What was claimed for this revision of the order's delivery."""
        return self.claims.get(str(revision))

    @property
    def kept(self) -> Claim | None:
        """The claim under which the order's flowers stand, or have left the shop."""
        return None if self.end is End.RELEASED else self.claim(self.current)

    @property
    def is_refused(self) -> bool:
        """Whether nothing could be had of what the order was placed with."""
        first = self.claim(0)
        return first is not None and first.decision is Decision.SHORT

    def may_claim(self, revision: int) -> bool:
        """Whether this revision may (still) become what the order holds."""
        claim = self.claim(revision)
        is_open = claim is None or claim.decision is Decision.OPEN
        return is_open and self.end is End.NONE and revision > self.current

    def claim_for(self, asked: Asked) -> Claim:
        """The claim that `asked` leads to, on top of what the order holds now."""
        own, kept = hold_key(self.order_id, asked.revision), self.kept
        same_day = kept is not None and kept.day == asked.day
        same_place = kept is not None and same_day and kept.zone == asked.zone
        return Claim(
            revision=asked.revision,
            day=asked.day,
            zone=asked.zone,
            base=self.current,
            stems_key=kept.stems_key if kept is not None and same_day else own,
            place_key=kept.place_key if kept is not None and same_place else own,
        )

    def holds_of(self, claim: Claim) -> frozenset[Hold]:
        """What stands under the keys of a claim when it is held."""
        return frozenset(self._holds(claim, claim.stems_key, claim.place_key))

    def given_up(self) -> frozenset[Hold]:
        """What must be free again, where it is held at all.

        Also what a claim took under its own key before it was based on a later revision.
        """
        kept = self.holds_of(self.kept) if self.kept else frozenset()
        holds: set[Hold] = set()
        for claim in self.claims.values():
            if not self.may_claim(claim.revision):
                own = hold_key(self.order_id, claim.revision)
                holds |= {*self.holds_of(claim), *self._holds(claim, own, own)}
        return frozenset(holds) - kept

    def touched(self, collection: str) -> list[str]:
        """The keys of all supplies, or delivery days, that its claims speak of."""
        holds = frozenset[Hold]().union(*map(self.holds_of, self.claims.values()))
        return sorted({hold.of for hold in holds if hold.collection == collection})

    def _holds(self, claim: Claim, stems_key: str, place_key: str) -> Iterator[Hold]:
        if claim.zone is None:
            return
        yield Hold(DAYS, day_id(claim.day, claim.zone), place_key, 1)
        for sku, quantity in self.needs.items():
            yield Hold(SUPPLIES, supply_id(sku, claim.day), stems_key, quantity)


class Availability(Value):
    """What is free of some supplies and delivery days."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()


# ---- what orders ask for -----------------------------------------------------------------------


def placed(order: Order, zone: ZoneId | None) -> Asked:
    """The delivery that the order was placed with."""
    return _asked(order, 0, order.delivery.day, zone, order.placed_at)


def wished(order: Order, day: date, zone: ZoneId | None) -> Asked:
    """The delivery that its customer would rather have."""
    return _asked(order, order.revision, day, zone, order.delivery_requested_at or order.placed_at)


def _asked(
    order: Order, revision: int, day: date, zone: ZoneId | None, asked_at: datetime
) -> Asked:
    return Asked(
        order_id=order.id,
        revision=revision,
        day=day,
        zone=None if order.occasion else zone,
        needs={} if order.occasion else order.stems(),
        asked_at=asked_at,
        is_event=order.occasion is not None,
    )


def refusal_of(day: DeliveryDay | None, asked: Asked) -> Reason | None:
    """Why the order cannot have this delivery day; None when it can."""
    if day is None or day.closed:
        return Reason.DAY_CLOSED
    if asked.asked_at >= day.cutoff:
        return Reason.DAY_PAST
    if asked.asked_at >= last_moment(day.cutoff, asked.stems):
        return Reason.LEAD_TIME
    if day.free < 1:
        return Reason.DAY_FULL
    return None


def hold_key(order_id: OrderId, revision: int) -> str:
    """The key under which a revision of an order holds what it takes."""
    return f"{order_id}~{revision}" if revision else order_id


def supply_id(sku: Sku, day: date) -> str:
    """The key of one SKU's supply for one delivery day."""
    return f"{sku}:{day.isoformat()}"


def day_id(day: date, zone: ZoneId) -> str:
    """The key of a zone's delivery day; sorts by day."""
    return f"{day.isoformat()}:{zone}"


# ---- what florists do --------------------------------------------------------------------------


class What(StrEnum):
    """What stands in the audit log."""

    STOCK_ADJUSTED = "stock_adjusted"
    STOCK_REFUSED = "stock_refused"
    """Asked for, and not done: fewer stems are free, or the shop sells no such item."""
    DAY_SET = "day_set"
    DAY_CLOSED = "day_closed"
    DAY_REFUSED = "day_refused"
    """Asked for, and not done: the shop has no such zone."""


def stock_act(command: AdjustStock, *, is_done: bool) -> StockAuditEntry:
    """What the audit log says of a count of stems."""
    return StockAuditEntry(
        id=command.adjustment,
        what=What.STOCK_ADJUSTED if is_done else What.STOCK_REFUSED,
        subject=command.sku,
        day=command.day,
        quantity=command.quantity,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
    )


def day_act(command: SetDeliveryDay, *, is_done: bool) -> StockAuditEntry:
    """What the audit log says of a change of a delivery day; `quantity` is its places."""
    done = What.DAY_CLOSED if command.closed else What.DAY_SET
    return StockAuditEntry(
        id=command.change,
        what=done if is_done else What.DAY_REFUSED,
        subject=command.zone,
        day=command.day,
        quantity=command.places,
        reason=command.reason,
        by=command.by,
        at=command.requested_at,
    )


def counts_for_substitutes(order: Order) -> Iterator[AdjustStock]:
    """The stems that were taken in place of others, each as a count of the florist's.

    Order notes an act for each of them, in the same order.
    """
    acts = [act for act in order.history if act.what == SUBSTITUTED]
    for substitute, act in zip(order.substitutes, acts, strict=True):
        yield AdjustStock(
            adjustment=substitute.id,
            sku=substitute.sku,
            day=order.delivery.day,
            quantity=-substitute.quantity,
            reason=f"order {order.id}: instead of {substitute.instead_of}",
            by=act.by,
            requested_at=act.at,
        )
