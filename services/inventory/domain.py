"""The rules of stock: flowers perish, so supply is counted per SKU and delivery day."""

from datetime import date, datetime
from enum import StrEnum

from services.shared.model import DeliveryDay, Level, Order, Reason, Shortage, Sku
from services.shared.values import Value


class ReservationState(StrEnum):
    """Where a reservation stands. Only `reserving` may still become something else than given up.

    reserving -> held -> consumed; reserving -> short; any but consumed -> released.
    """

    RESERVING = "reserving"
    HELD = "held"
    SHORT = "short"
    RELEASED = "released"
    CONSUMED = "consumed"


class Reservation(Value):
    """What an order wants, and what was decided about it."""

    order_id: str
    day: date
    needs: dict[Sku, int]
    state: ReservationState
    missing: tuple[Shortage, ...] = ()

    @property
    def is_given_up(self) -> bool:
        """Whether nothing may be set aside for it (any longer)."""
        return self.state in (ReservationState.SHORT, ReservationState.RELEASED)


class Availability(Value):
    """What is free of some supplies and delivery days."""

    levels: tuple[Level, ...] = ()
    days: tuple[DeliveryDay, ...] = ()


def wanted(order: Order) -> Reservation:
    """The reservation that an order asks for."""
    return Reservation(
        order_id=order.id,
        day=order.delivery.day,
        needs=order.stems(),
        state=ReservationState.RESERVING,
    )


def refusal_of(day: DeliveryDay | None, free: int, placed_at: datetime) -> Reason | None:
    """Why an order placed at `placed_at` (UTC) cannot have this delivery day; None when it can."""
    if day is None or day.closed:
        return Reason.DAY_CLOSED
    if placed_at >= day.cutoff:
        return Reason.DAY_PAST
    if free < 1:
        return Reason.DAY_FULL
    return None


def supply_id(sku: Sku, day: date) -> str:
    """The key of one SKU's supply for one delivery day."""
    return f"{sku}:{day.isoformat()}"
