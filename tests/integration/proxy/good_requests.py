"""A good body for each route of the API that takes one."""

from typing import Any

from services.proxy.routes import ROUTES, Route
from tests.integration.proxy.asking import (
    IN_THREE_DAYS,
    IN_TWO_DAYS,
    ORDER_ID,
    OWN,
    a_quote,
    as_json,
    body,
    wishes,
)
from tests.shop import RECIPIENT

ADDRESS = as_json(RECIPIENT)
DAY = IN_THREE_DAYS.isoformat()
GOOD: dict[str, Any] = {
    "place_order": body(
        bouquets=[
            {"recipe": {"rose-red": 12}, "quantity": 2, "wrap": "wrap-sage", "name": "Like Mum's"}
        ]
    ),
    "pay_order": {"payment_method": "pm_card_visa", "part": "balance"},
    "change_delivery": {**body()["delivery"], "card_message": "Get well!"},
    "cancel_order": {"note": "The wedding is off."},
    "update_profile": {
        "name": "Flora",
        "address": ADDRESS,
        "recipients": [ADDRESS],
        "reminders": [{"name": "Iris", "month": 2, "day": 29}],
    },
    "change_email": {"email": "flora@example.com"},
    "confirm_email": {},
    "save_card": {},
    "enquire": as_json(wishes(budget=100_000)),
    "accept_quote": {"version": 2, "buyer": ADDRESS},
    "decline_quote": {},
    "ship_order": {},
    "deliver_order": {},
    "ship_orders": {"orders": [ORDER_ID]},
    "deliver_orders": {"orders": [ORDER_ID]},
    "refund_order": {"amount": 100, "reason": "A rose was missing."},
    "settle_refunds": {"amount": 100, "note": "By a bank transfer."},
    "substitute_stems": {"instead_of": "rose-red", "sku": "rose-pink", "quantity": 3},
    "quote_enquiry": as_json(a_quote()),
    "adjust_stock": {"day": DAY, "quantity": -3, "reason": "Frost."},
    "set_delivery_day": {
        "zone": "munich",
        "places": 10,
        "cutoff": IN_TWO_DAYS.isoformat(),
        "reason": "A holiday.",
        "closed": True,
    },
    "count_stock": {
        "day": DAY,
        "stems": [
            {"sku": "rose-red", "counted": 40, "seen": {"free": 43, "counts": 2}},
            {"sku": "eucalyptus", "more": -3},
        ],
        "reason": "Frost.",
    },
    "open_days": {"days": [DAY], "reason": "Mother's day."},
}
"""A good body for each route that takes one."""
WRITES = [route for route in ROUTES if route.name in GOOD]


def path_of(route: Route) -> str:
    return route.path.format(**{**OWN, "day": DAY})
