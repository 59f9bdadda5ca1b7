"""An order's reservation: what it has claimed, what it holds and what it gave up."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum

from msgspec import field

from services.contracts.common import OrderId, Sku, ZoneId
from services.contracts.inventory import Shortage
from services.contracts.values import Value
from services.inventory.domain.requests import ReservationRequest
from services.inventory.domain.stock import DAYS, SUPPLIES, day_id, supply_id

NOTHING_HELD = -1
"""The `current` revision of an order that holds nothing yet."""


class Decision(StrEnum):
    """What was decided about a claim, once and for all."""

    OPEN = "open"
    HELD = "held"
    SHORT = "short"


class End(StrEnum):
    """How an order ended, as far as its flowers go. RELEASED and CONSUMED are final."""

    NONE = ""
    RELEASED = "released"
    CONSUMED = "consumed"


class Hold(Value):
    """A quantity of a supply, or one place of a delivery day, held under a key."""

    collection: str
    of: str
    key: str
    quantity: int


class Claim(Value):
    """One revision of an order's delivery, and what was decided about it.

    It holds what it takes under a key of its own. `base` is the revision that the order held
    before. What `base` holds for the same day, or the same place, stays under the key of `base`,
    so that a change within a day takes no stem twice. `cutoff` (UTC) is the order's, once held.
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


class SubstituteHold(Value):
    """Stems that an order holds for a day in place of others, under a key of their own.

    `revision` is the delivery that the order knew that it had when they were taken.
    """

    sku: Sku
    day: date
    quantity: int
    key: str
    revision: int = 0

    @property
    def hold(self) -> Hold:
        """What is held of the supply."""
        return Hold(SUPPLIES, supply_id(self.sku, self.day), self.key, self.quantity)


class Reservation(Value):
    """All that an order has claimed. Only `current`, the last one held, counts.

    In `substitutes` is what stands in for some of its stems, by the id of the substitution. It
    counts until the order leaves the day that it was taken for, and not again when it comes back;
    what it replaces stays held, for it was brought too.
    `current` only grows and `end` is set once, so what was given up once stays given up.
    """

    order_id: OrderId
    needs: dict[Sku, int]
    end: End = End.NONE
    current: int = NOTHING_HELD
    claims: dict[str, Claim] = field(default_factory=dict)
    substitutes: dict[str, SubstituteHold] = field(default_factory=dict)

    def claim(self, revision: int) -> Claim | None:
        """What was claimed for this revision of the order's delivery."""
        return self.claims.get(str(revision))

    @property
    def kept(self) -> Claim | None:
        """The claim under which the order's flowers are held, or were sold."""
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

    def claim_for(self, request: ReservationRequest) -> Claim:
        """The claim that `request` leads to, on top of what the order holds now."""
        own, kept = hold_key(self.order_id, request.revision), self.kept
        same_day = kept is not None and kept.day == request.day
        same_place = kept is not None and same_day and kept.zone == request.zone
        return Claim(
            revision=request.revision,
            day=request.day,
            zone=request.zone,
            base=self.current,
            stems_key=kept.stems_key if kept is not None and same_day else own,
            place_key=kept.place_key if kept is not None and same_place else own,
        )

    def holds_of(self, claim: Claim) -> frozenset[Hold]:
        """What the keys of a claim hold when it is held."""
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
        holds |= {each.hold for each in self.substitutes.values()}
        return frozenset(holds) - kept - self.kept_substitutes

    @property
    def kept_substitutes(self) -> frozenset[Hold]:
        """What is held, or was sold, in place of other stems."""
        if self.end is End.RELEASED:
            return frozenset()
        return frozenset(e.hold for e in self.substitutes.values() if not self._has_left(e))

    def _has_left(self, taken: SubstituteHold) -> bool:
        """Whether the order has, or had since, another day than what stands in for its stems."""
        held = (each for each in self.claims.values() if each.decision is Decision.HELD)
        since = (each for each in held if each.revision > taken.revision or each == self.kept)
        return any(each.day != taken.day for each in since)

    def touched(self, collection: str) -> list[str]:
        """The keys of all supplies, or delivery days, that its claims name."""
        holds = frozenset[Hold]().union(*map(self.holds_of, self.claims.values()))
        holds |= {each.hold for each in self.substitutes.values()}
        return sorted({hold.of for hold in holds if hold.collection == collection})

    def _holds(self, claim: Claim, stems_key: str, place_key: str) -> Iterator[Hold]:
        if claim.zone is None:
            return
        yield Hold(DAYS, day_id(claim.day, claim.zone), place_key, 1)
        for sku, quantity in self.needs.items():
            yield Hold(SUPPLIES, supply_id(sku, claim.day), stems_key, quantity)


def hold_key(order_id: OrderId, revision: int) -> str:
    """The key under which a revision of an order holds what it takes."""
    return f"{order_id}~{revision}" if revision else order_id
