"""What an order requests of the stock, and whether a delivery day can take it."""

from datetime import date, datetime

from services.contracts.common import OrderId, Reason, Sku, ZoneId
from services.contracts.inventory import DeliveryDay, SetDeliveryDay
from services.contracts.orders import Order
from services.contracts.values import Value
from services.policy.delivery import last_moment
from services.policy.requests import out_of_date


class ReservationRequest(Value):
    """The delivery that an order requests, and when (UTC) it was requested.

    `zone` is None where the shop does not deliver. A commission needs neither supplies nor a place:
    its stems are bought, and delivered, for it alone.
    """

    order_id: OrderId
    revision: int
    day: date
    zone: ZoneId | None
    needs: dict[Sku, int]
    requested_at: datetime
    is_commission: bool

    @property
    def stems(self) -> int:
        """How many it takes in all."""
        return sum(self.needs.values())


def placed(order: Order, zone: ZoneId | None) -> ReservationRequest:
    """The delivery that the order was placed with."""
    return _request(order, 0, order.delivery.day, zone, order.placed_at)


def delivery_change(order: Order, day: date, zone: ZoneId | None) -> ReservationRequest:
    """Another delivery, which the order's customer requested later."""
    requested_at = order.delivery_requested_at or order.placed_at
    return _request(order, order.revision, day, zone, requested_at)


def known_revision(order: Order) -> int:
    """The last of its requested deliveries that the order has an answer for."""
    return order.revision - (1 if order.requested_delivery else 0)


def _request(
    order: Order, revision: int, day: date, zone: ZoneId | None, requested_at: datetime
) -> ReservationRequest:
    return ReservationRequest(
        order_id=order.id,
        revision=revision,
        day=day,
        zone=None if order.occasion else zone,
        needs={} if order.occasion else order.stems(),
        requested_at=requested_at,
        is_commission=order.occasion is not None,
    )


def refusal_of(day: DeliveryDay | None, request: ReservationRequest) -> Reason | None:
    """Why this delivery day cannot be reserved; None when it can."""
    if day is None or day.closed:
        return Reason.DAY_CLOSED
    if request.requested_at >= day.cutoff:
        return Reason.DAY_PAST
    if request.requested_at >= last_moment(day.cutoff, request.stems):
        return Reason.LEAD_TIME
    if day.free < 1:
        return Reason.DAY_FULL
    return None


def is_out_of_date(command: SetDeliveryDay, setting: int, set_at: datetime | None) -> bool:
    """Return whether the day was set otherwise since the florist looked at it.

    One who does not say what they saw is late when somebody asked for something else later.
    """
    if command.seen is not None:
        return out_of_date(command.seen, setting) is not None
    return set_at is not None and set_at >= command.requested_at
