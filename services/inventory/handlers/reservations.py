"""Orders: what they need is reserved, released or consumed."""

from collections.abc import Iterator

from services.contracts.common import ZoneId
from services.contracts.inventory import StockChanged, StockReserved, StockShort
from services.contracts.message import Event
from services.contracts.order_messages import (
    DeliveryChangeRequested,
    OrderCancelled,
    OrderPlaced,
    OrderShipped,
)
from services.contracts.order_requests import Delivery
from services.inventory.dependencies import Dependencies, inbox
from services.inventory.domain.requests import ReservationRequest, delivery_change, placed
from services.inventory.domain.reservations import Decision
from services.policy.delivery import zone_of


@inbox.on(OrderPlaced)
def reserve(event: OrderPlaced, deps: Dependencies) -> Iterator[Event]:
    """Reserve all of the order's stems and its delivery day, or nothing."""
    order = event.order
    return _reserved(placed(order, _zone(order.delivery, deps)), deps)


@inbox.on(DeliveryChangeRequested)
def change_delivery(event: DeliveryChangeRequested, deps: Dependencies) -> Iterator[Event]:
    """Reserve all that the requested delivery needs, or nothing; the old is kept until then."""
    order = event.order
    delivery = order.requested_delivery or order.delivery
    return _reserved(delivery_change(order, delivery.day, _zone(delivery, deps)), deps)


def _reserved(request: ReservationRequest, deps: Dependencies) -> Iterator[Event]:
    """What was decided about a request; no event about one that a later request replaced."""
    reservation = deps.stock.reserve(request)
    claim = reservation.claim(request.revision)
    if claim is None or claim.decision is Decision.OPEN:
        return
    if claim.decision is Decision.SHORT:
        yield StockShort(request.order_id, claim.missing, claim.revision)
    elif claim == reservation.kept:
        left = deps.stock.left_of(reservation)
        yield StockReserved(request.order_id, left.levels, left.days, claim.revision, claim.cutoff)


def _zone(delivery: Delivery, deps: Dependencies) -> ZoneId | None:
    zones, _ = deps.zones.read()
    zone = zone_of(delivery.recipient, zones)
    return zone.id if zone else None


@inbox.on(OrderCancelled)
def release(event: OrderCancelled, deps: Dependencies) -> Iterator[Event]:
    """Free what the order holds; also when this message arrives before the order itself."""
    request = placed(event.order, zone=None)
    reservation = deps.stock.release(request.order_id, request.needs)
    left = deps.stock.left_of(reservation)
    yield StockChanged(left.levels, left.days)


@inbox.on(OrderShipped)
def consume(event: OrderShipped, deps: Dependencies) -> Iterator[Event]:
    """Count the stems as sold. What is free does not change, so no event is published."""
    deps.stock.consume(event.order.id)
    yield from ()
