"""What florists find an order by."""

from services.contracts.orders import Order


def searchable(order: Order) -> tuple[str, ...]:
    """Return the fields that are looked in, in any order."""
    return (
        order.id,
        order.delivery.recipient.name,
        order.delivery.phone,
        order.buyer.name,
        order.email,
    )
