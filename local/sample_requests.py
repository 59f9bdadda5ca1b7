"""Sample bodies of API requests, for `make demo` and the end-to-end tests."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from services.contracts.bouquets import ARRANGING
from services.contracts.commissions import Enquire, EnquiryRequest
from services.contracts.common import Customer
from services.contracts.identifiers import enquiry_id
from services.policy.delivery import shop_day

BASKET = {"a-dozen-red": 1, "vase-glass": 1}
RECIPIENT = {
    "name": "Iris Wiesenthal",
    "street": "Blumenstraße 12",
    "postcode": "10119",
    "city": "Berlin",
    "country": "DE",
}
"""In the zone that accepts orders until the day of delivery."""
BUYER = {
    "name": "Flora Amaryllis",
    "street": "Gartenweg 7",
    "postcode": "10115",
    "city": "Berlin",
    "country": "DE",
}
PHONE = "+49 89 1234567"
DELIVERY_DAYS = f"/delivery-days?postcode={RECIPIENT['postcode']}&country={RECIPIENT['country']}"
"""The path of the delivery days at the recipient's address."""
BRIDAL_LINES = (
    {"name": "Bridal bouquet", "quantity": 1, "unit_price": 18900, "tax_rate": 7},
    {"name": "Table arrangement, peonies", "quantity": 12, "unit_price": 6400, "tax_rate": 7},
    {"name": "Building up and taking down", "quantity": 1, "unit_price": 32000, "tax_rate": 19},
)
DEPOSIT = 40000
LAST_WEEK = timedelta(days=8)
BALANCE_DUE = timedelta(days=7)
"""How long before an event the store charges its balance."""


def delivery(day: str) -> dict[str, Any]:
    """A delivery to Iris on this day."""
    return {
        "day": day,
        "recipient": RECIPIENT,
        "phone": PHONE,
        "instructions": "Second floor, the door is green.",
    }


def order(
    items: Mapping[str, Any], day: str, quantities: Mapping[str, int] = BASKET
) -> dict[str, Any]:
    """A body for POST /orders, for these quantities of these items of the catalogue.

    All stems are one bouquet of the customer's own.
    """
    stems = {sku: n for sku, n in quantities.items() if items[sku]["kind"] == "stem"}
    parts = {**quantities, **({ARRANGING: 1} if stems else {})}
    return {
        "lines": [{"sku": sku, "quantity": n} for sku, n in quantities.items() if sku not in stems],
        "bouquets": [{"recipe": stems}] if stems else [],
        "delivery": delivery(day),
        "buyer": BUYER,
        "expected_total": sum(items[sku]["price"] * count for sku, count in parts.items()),
        "card_message": "For no reason but you.",
    }


def enquiry(day: date) -> dict[str, Any]:
    """A body for POST /enquiries."""
    return {
        "occasion": "Wedding of Flora and Felix",
        "day": day.isoformat(),
        "venue": {
            "name": "Orangerie",
            "street": "Am Neuen Garten 9",
            "postcode": "14469",
            "city": "Potsdam",
            "country": "DE",
        },
        "phone": PHONE,
        "wishes": "Peonies, and nothing that makes the guests sneeze.",
        "guests": 80,
    }


def enquired_last_week(customer: Customer, key: str) -> Enquire:
    """An enquiry of last week, whose event is so near that the balance is due."""
    now = datetime.now(UTC)
    request = msgspec.convert(enquiry(shop_day(now) + BALANCE_DUE), EnquiryRequest)
    return Enquire(enquiry_id(customer.id, key), customer, request, now - LAST_WEEK)


def quote() -> dict[str, Any]:
    """A body for a florist's quote, valid for some days from now."""
    return {
        "lines": list(BRIDAL_LINES),
        "deposit": DEPOSIT,
        "valid_until": (datetime.now(UTC) + timedelta(days=3)).isoformat(),
        "message": "With peonies from the valley, cut on the morning itself.",
    }
