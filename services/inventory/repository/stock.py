"""Supplies, delivery days and reservations: what is decided about them."""

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace
from pymongo import UpdateOne
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

from services.contracts.common import OrderId, Reason, Sku, ZoneId
from services.contracts.inventory import (
    AdjustStock,
    DeliveryDay,
    Level,
    OpenDay,
    OpenDeliveryDays,
    SetDeliveryDay,
    Shortage,
    Zone,
)
from services.inventory.domain.requests import ReservationRequest, is_out_of_date
from services.inventory.domain.reservations import (
    NOTHING_HELD,
    Claim,
    Decision,
    End,
    Reservation,
    SubstituteHold,
)
from services.inventory.domain.stock import DAYS, SUPPLIES, Availability, day_id, supply_id
from services.inventory.repository.documents import closed_day, delivery_day, stored, untouched
from services.inventory.repository.holds import Holds
from services.manifest import INVENTORY
from services.policy.delivery import cutoff_of, last_moment
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document, own

DAYS_SHOWN = 60
"""As the proxy shows them; however many zones there are."""


class Stock:
    """Supplies per SKU and delivery day, the days of each zone, and who holds what.

    A document of `reservations` is all of an order's claims, so that every decision about an order
    is one compare-and-set. What a claim takes is held in the supplies and the days (holds.py).
    """

    def __init__(self, database: Database[Document]) -> None:
        self._supplies = own(database, "supplies", INVENTORY)
        self._days = own(database, "days", INVENTORY)
        self._reservations = own(database, "reservations", INVENTORY)
        self._holds = Holds(self._supplies, self._days)

    # ---- orders ------------------------------------------------------------------------------

    def reserve(self, request: ReservationRequest) -> Reservation:
        """Hold every stem and the delivery day, or nothing; answers the order's reservation.

        What is taken counts only once it is decided, and the decision is one compare-and-set: of
        two deliveries of the same message at the same time one decides, and the other follows it.
        Whatever was given up is given back, however often this runs; so is what the order held
        before, but not until the new is held. Raises AgainSoonError when something else was
        decided about the order at the same moment.
        """
        reservation = self._begin(request)
        claim = reservation.claim(request.revision)
        if claim is not None and reservation.may_claim(request.revision):
            reservation = self._decide(reservation, self._take_all(reservation, claim, request))
        if reservation.may_claim(request.revision):
            raise AgainSoonError(f"order {request.order_id} was moved at the same moment")
        self._holds.let_go(reservation.given_up(), to="free")
        return reservation

    def release(self, order_id: OrderId, needs: dict[Sku, int]) -> Reservation:
        """Give up whatever the order holds. A later attempt to reserve for it takes nothing.

        What was consumed stays so: those flowers have left the shop.
        """
        self._open(order_id, needs)
        self._end(order_id, End.RELEASED)
        reservation = self._read(order_id)
        self._holds.let_go(reservation.given_up(), to="free")
        return reservation

    def consume(self, order_id: OrderId) -> None:
        """The flowers have left the shop: what was held is sold.

        Raises AgainSoonError while nothing is held. An order that was refused has no flowers.
        """
        self._end(order_id, End.CONSUMED, current={"$gt": NOTHING_HELD})
        reservation = self._read(order_id)
        if reservation.end is End.NONE and not reservation.is_refused:
            raise AgainSoonError(f"nothing is set aside for order {order_id} yet")
        if reservation.end is End.CONSUMED and reservation.kept:
            self._holds.let_go(reservation.holds_of(reservation.kept), to="sold")
        self._settle_substitutes(reservation)

    def substitute(
        self, order_id: OrderId, needs: dict[Sku, int], substitution: str, taken: SubstituteHold
    ) -> bool:
        """Hold stems for an order in place of others, once; False when that cannot be.

        It cannot when too few are free, or when the order has given up its flowers, or its day.
        """
        self._open(order_id, needs)
        path = f"substitutes.{substitution}"
        self._reservations.update_one(
            {"_id": order_id, "end": {"$in": [End.NONE, End.CONSUMED]}, path: {"$exists": False}},
            {"$set": {path: stored(taken)}},
        )
        is_held = taken.hold in self._read(order_id).kept_substitutes and self._holds.take(
            taken.hold.of, taken.key, taken.quantity
        )
        # Once more: the order may have been released, moved or shipped meanwhile.
        reservation = self._read(order_id)
        self._settle_substitutes(reservation)
        return is_held and taken.hold in reservation.kept_substitutes

    def _settle_substitutes(self, reservation: Reservation) -> None:
        if reservation.end is End.CONSUMED:
            self._holds.let_go(reservation.kept_substitutes, to="sold")
        self._holds.let_go(reservation.given_up(), to="free")

    def _open(self, order_id: OrderId, needs: dict[Sku, int]) -> Reservation:
        """The order's reservation as it stands; an empty one when there was none."""
        fresh = stored(Reservation(order_id, needs))
        del fresh["order_id"]
        # A duplicate key: another delivery of the same message began it at this very moment.
        with suppress(DuplicateKeyError):
            self._reservations.update_one({"_id": order_id}, {"$setOnInsert": fresh}, upsert=True)
        return self._read(order_id)

    def _begin(self, request: ReservationRequest) -> Reservation:
        """The reservation with a claim for the request, based on what the order holds now."""
        reservation = self._open(request.order_id, request.needs)
        claim, path = reservation.claim(request.revision), f"claims.{request.revision}"
        is_based = claim is not None and claim.base == reservation.current
        if is_based or not reservation.may_claim(request.revision):
            return reservation
        undecided = {f"{path}.decision": Decision.OPEN} if claim else {path: {"$exists": False}}
        self._reservations.update_one(
            {"_id": request.order_id, "end": End.NONE, "current": reservation.current, **undecided},
            {"$set": {path: stored(reservation.claim_for(request))}},
        )
        return self._read(request.order_id)

    def _decide(self, reservation: Reservation, claim: Claim) -> Reservation:
        path = f"claims.{claim.revision}"
        becomes = {"current": claim.revision} if claim.decision is Decision.HELD else {}
        self._reservations.update_one(
            {
                "_id": reservation.order_id,
                "end": End.NONE,
                "current": claim.base,
                f"{path}.decision": Decision.OPEN,
                f"{path}.base": claim.base,
            },
            {"$set": {path: stored(claim), **becomes}},
        )
        return self._read(reservation.order_id)

    def _end(self, order_id: OrderId, end: End, **condition: Any) -> None:
        self._reservations.update_one(
            {"_id": order_id, "end": End.NONE, **condition}, {"$set": {"end": end}}
        )

    def _read(self, order_id: OrderId) -> Reservation:
        row = self._reservations.find_one({"_id": order_id})
        if row is None:
            raise AgainSoonError(f"nothing was asked for order {order_id} yet")
        return msgspec.convert({**row, "order_id": row.pop("_id")}, Reservation)

    def _take_all(
        self, reservation: Reservation, claim: Claim, request: ReservationRequest
    ) -> Claim:
        """The claim as it is to be decided, after everything was taken that could be."""
        if request.is_commission:
            return replace(claim, decision=Decision.HELD)
        if claim.zone is None:
            return _short(claim, Shortage(Reason.NOT_DELIVERED_THERE))
        taken = self._holds.take_place(day_id(claim.day, claim.zone), claim.place_key, request)
        if isinstance(taken, Reason):
            return _short(claim, Shortage(taken))
        missing = tuple(
            Shortage(Reason.STOCK_SHORT, sku)
            for sku, quantity in sorted(reservation.needs.items())
            if not self._holds.take(supply_id(sku, claim.day), claim.stems_key, quantity)
        )
        if missing:
            return _short(claim, *missing)
        cutoff = last_moment(taken.cutoff, request.stems)
        return replace(claim, decision=Decision.HELD, cutoff=cutoff)

    # ---- florists ----------------------------------------------------------------------------

    def open_day(
        self, opened: OpenDay, zone: Zone, command: OpenDeliveryDays | None = None
    ) -> bool:
        """Open a day in a zone; if it is open already, it stays as it is.

        Answers whether a florist's command has opened it, also when that comes again.
        """
        key, change = day_id(opened.day, zone.id), command.change if command else ""
        self._days.update_one(
            {"_id": key},
            {
                "$setOnInsert": {
                    "zone": zone.id,
                    "day": opened.day.isoformat(),
                    "cutoff": cutoff_of(zone, opened.day),
                    "closed": opened.closed,
                    "places": zone.places,
                    "opened_by": change,
                    **untouched(zone.places),
                }
            },
            upsert=True,
        )
        return bool(change) and self._days.find_one({"_id": key, "opened_by": change}) is not None

    def stock_day(self, opened: OpenDay) -> None:
        """Bring a day's stems; what is there already stays."""
        supplies = [
            UpdateOne(
                {"_id": supply_id(sku, opened.day)},
                {"$setOnInsert": {"sku": sku, "day": opened.day.isoformat(), **untouched(free)}},
                upsert=True,
            )
            for sku, free in opened.stock.items()
        ]
        if supplies:
            self._supplies.bulk_write(supplies, ordered=False)

    def set_day(self, command: SetDeliveryDay) -> bool:
        """Change a day, or open it, once; orders that hold it stay. Answer whether that was done.

        It is not when the day was set since the florist looked, or by a later request. The day
        keeps what was decided about each change, so that a repeat decides nothing.
        Raises AgainSoonError when the day was changed at the same moment.
        """
        key, mark = day_id(command.day, command.zone), f"settings.{command.change}"
        fresh = closed_day(command)
        self._days.update_one({"_id": key}, {"$setOnInsert": fresh}, upsert=True)
        row = self._days.find_one({"_id": key}) or fresh
        decided = row.get("settings", {}).get(command.change)
        if decided is not None:
            return bool(decided)
        if is_out_of_date(command, row.get("setting", 0), row.get("requested_at")):
            undecided = {"_id": key, mark: {"$exists": False}}
            self._days.update_one(undecided, {"$set": {mark: False}})
            return False
        changed = self._days.update_one(
            {"_id": key, "version": row["version"]},
            {
                "$set": {
                    "cutoff": command.cutoff,
                    "closed": command.closed,
                    "places": command.places,
                    "requested_at": command.requested_at,
                    mark: True,
                },
                "$inc": {"free": command.places - row["places"], "version": 1, "setting": 1},
            },
        )
        if not changed.matched_count:
            raise AgainSoonError(f"delivery day {key} was changed at the same moment")
        return True

    def adjust(self, count: AdjustStock) -> bool:
        """Count so many stems more (or fewer), once; answers whether that was done.

        It is not when fewer are free than are to be taken away, nor a count after another that it
        has not seen; orders may come between. The supply keeps what was decided about each count,
        so that a repeat decides nothing; a florist's hand counts a few a day.
        """
        key, mark = supply_id(count.sku, count.day), f"adjusted.{count.adjustment}"
        fresh = {"sku": count.sku, "day": count.day.isoformat(), **untouched(0)}
        self._supplies.update_one({"_id": key}, {"$setOnInsert": fresh}, upsert=True)
        undecided = {"_id": key, mark: {"$exists": False}}
        seen = [{"counts": count.basis}, *([] if count.basis else [_NEVER_COUNTED])]
        self._supplies.update_one(
            {
                **undecided,
                "free": {"$gte": -count.quantity},
                **({} if count.basis is None else {"$or": seen}),
            },
            {"$inc": {"free": count.quantity, "version": 1, "counts": 1}, "$set": {mark: True}},
        )
        self._supplies.update_one(undecided, {"$set": {mark: False}})
        return self._supplies.find_one({"_id": key, mark: True}) is not None

    # ---- what is left ------------------------------------------------------------------------

    def left_of(self, reservation: Reservation) -> Availability:
        """What is free of everything that an order has touched."""
        return Availability(
            self._levels({"_id": {"$in": reservation.touched(SUPPLIES)}}),
            self._zone_days({"_id": {"$in": reservation.touched(DAYS)}}),
        )

    def left_of_supply(self, sku: Sku, day: date) -> Availability:
        """What is free of one supply."""
        return Availability(levels=self._levels({"_id": supply_id(sku, day)}))

    def left_of_day(self, day: date) -> Availability:
        """A delivery day in every zone, and everything that is free on it."""
        on_it = {"day": day.isoformat()}
        return Availability(self._levels(on_it), self._zone_days(on_it))

    def left_of_zone_day(self, day: date, zone: ZoneId) -> Availability:
        """A delivery day of one zone."""
        return Availability(days=self._zone_days({"_id": day_id(day, zone)}))

    def days_from(self, first: date) -> list[date]:
        """The days of the next `DAYS_SHOWN` that orders can be placed for, from `first` on."""
        shown = {"$gte": first.isoformat(), "$lt": (first + timedelta(DAYS_SHOWN)).isoformat()}
        rows = self._days.find({"day": shown}, {"day": 1}).sort("day", 1)
        days = dict.fromkeys(row["day"] for row in rows)
        return [date.fromisoformat(day) for day in days]

    def _levels(self, query: dict[str, Any]) -> tuple[Level, ...]:
        return tuple(
            Level(
                row["sku"],
                date.fromisoformat(row["day"]),
                row["free"],
                row["version"],
                held=sum(row["held"].values()),
                counts=row.get("counts", 0),
            )
            for row in self._supplies.find(query)
        )

    def _zone_days(self, query: dict[str, Any]) -> tuple[DeliveryDay, ...]:
        return tuple(map(delivery_day, self._days.find(query)))


_NEVER_COUNTED: Document = {"counts": {"$exists": False}}


def _short(claim: Claim, *missing: Shortage) -> Claim:
    return replace(claim, decision=Decision.SHORT, missing=missing)
