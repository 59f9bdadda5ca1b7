"""An order's view says what may be done with it: whatever is refused is told before it is asked."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.contracts.common import AuditEntry
from services.contracts.order_requests import SubstitutionPolicy
from services.contracts.orders import (
    MOST_AUDIT_ENTRIES,
    Balance,
    Occasion,
    Order,
    Payment,
    PaymentState,
    State,
    Stock,
)
from services.proxy.cache import Documents
from services.proxy.features.order_bodies import ShownObstacles, shown_order
from tests.shop import CUTOFF, NOW, TOMORROW, an_order

PLACED = an_order()
PAID = Payment(PaymentState.CAPTURED, PLACED.total, "1")
CONFIRMED = replace(
    PLACED, state=State.CONFIRMED, stock=Stock.RESERVED, payment=PAID, changeable_until=CUTOFF
)
SHIPPED = replace(CONFIRMED, state=State.SHIPPED)
DEPOSIT, REST = 1200, 3000
EVENT = replace(
    CONFIRMED,
    payment=replace(PAID, amount=DEPOSIT),
    balance=Balance(REST, TOMORROW),
    occasion=Occasion("e" * 26, "Wedding"),
    changeable_until=None,
)
SETTLED = replace(EVENT, balance=Balance(REST, TOMORROW, replace(PAID, amount=REST)))
FULL = (AuditEntry("refunded", "sub-fleur", NOW),) * MOST_AUDIT_ENTRIES
LATE = CUTOFF - NOW


def fields(order: Order, *, ahead: timedelta = timedelta(), for_staff: bool) -> dict[str, str]:
    """Each action that has an obstacle, and the field that it names."""
    shown = shown_order(order, Documents(), {}, NOW + ahead, for_staff=for_staff).obstacles
    found = {name: getattr(shown, name) for name in ShownObstacles.__struct_fields__}
    return {name: refusal.field for name, refusal in found.items() if refusal}


@pytest.mark.parametrize(
    ("order", "ahead", "obstacles"),
    [
        (CONFIRMED, timedelta(), {}),
        (CONFIRMED, LATE - timedelta(microseconds=1), {}),
        (CONFIRMED, LATE, {"cancel": "changeable_until", "change_delivery": "changeable_until"}),
        (PLACED, LATE, {}),
        (SHIPPED, timedelta(), {"cancel": "state", "change_delivery": "state"}),
        (replace(CONFIRMED, state=State.CANCELLED), timedelta(), {"change_delivery": "state"}),
        (EVENT, LATE, {"change_delivery": "occasion"}),
    ],
)
def test_a_customer_sees_until_when_an_order_may_be_changed_or_cancelled(
    order: Order, ahead: timedelta, obstacles: dict[str, str]
) -> None:
    shown = fields(order, ahead=ahead, for_staff=False)
    assert {name: shown[name] for name in ("cancel", "change_delivery") if name in shown} == (
        obstacles
    )


@pytest.mark.parametrize(
    ("order", "obstacles"),
    [
        (PLACED, {"ship": "state", "deliver": "state", "refund": "amount"}),
        (CONFIRMED, {"deliver": "state"}),
        (replace(CONFIRMED, payment=Payment()), {
            "ship": "payment", "deliver": "state", "refund": "amount",
        }),
        (replace(CONFIRMED, requested_delivery=CONFIRMED.delivery), {
            "ship": "requested_delivery", "deliver": "state",
        }),
        (SHIPPED, {"cancel": "state", "substitute": "state"}),
        (replace(CONFIRMED, history=FULL), {
            "deliver": "state", "refund": "history", "substitute": "history",
        }),
        (replace(CONFIRMED, substitution=SubstitutionPolicy.NONE), {
            "deliver": "state", "substitute": "substitution",
        }),
        (EVENT, {"ship": "payment", "deliver": "state", "substitute": "occasion"}),
        (SETTLED, {"deliver": "state", "substitute": "occasion"}),
    ],
)  # fmt: skip
def test_a_florist_sees_what_may_be_done_about_an_order(
    order: Order, obstacles: dict[str, str]
) -> None:
    shown = fields(order, ahead=LATE, for_staff=True)
    shown.pop("change_delivery", None)
    assert shown == obstacles
