"""The e-mail to a customer whose account cannot be deleted yet."""

from services.contracts.order_messages import ErasureRefused
from services.notices.domain.email import Email


def refused(event: ErasureRefused) -> Email:
    """Orders of theirs are still open: say what they can do."""
    return Email(
        f"erasure-refused:{event.customer.id}:{event.requested_at.isoformat()}",
        event.customer.id,
        "We cannot delete your account yet",
        (
            "You asked us to delete your account. We have not deleted it, because an order of yours"
            " is still open.",
            "Cancel the order, or wait until it is delivered, and ask again on your profile. Our"
            " florists see that you have asked.",
        ),
        "/shop/profile",
    )
