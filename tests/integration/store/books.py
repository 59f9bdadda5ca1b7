"""The books of the provider, of the orders and of the pages, read from outside, must be one."""

import csv
import io
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from services.contracts.orders import Order, State
from services.contracts.payments import Part
from services.policy.payments import unpaid_refunds
from services.proxy.cache import Documents
from services.proxy.features.order_bodies import shown_order
from services.proxy.features.order_csv import as_csv
from services.runtime.mongo import Document
from tests.payments import Provider

UNDECIDED = (
    "needs_response", "under_review", "warning_needs_response", "warning_under_review",
)  # fmt: skip
WITHDRAWN = ("needs_response", "under_review", "lost")


def withdrawn_by(dispute: Document) -> int:
    """What a bank has taken back because of it, in minor units."""
    return int(dispute["amount"]) if dispute["status"] in WITHDRAWN else 0


@dataclass(frozen=True)
class Books:
    """What the provider says at one moment, in minor units."""

    intents: list[Document]
    refunds: list[Document]
    disputes: list[Document]

    @classmethod
    def of(cls, provider: Provider) -> "Books":
        """As they are now."""
        return cls(provider.intents(), provider.refunds(), provider.disputes())

    def undecided(self) -> list[Document]:
        """The disputes and inquiries about which no bank has decided."""
        return [one for one in self.disputes if one["status"] in UNDECIDED]

    def objectable(self) -> dict[str, int]:
        """What a cardholder can object to, by intent: what is left of it, one dispute at a time."""
        left: Counter[str] = Counter()
        for intent in self.intents:
            left[intent["id"]] = intent["amount_received"]
        for refund in self.refunds:
            if refund["status"] != "failed":
                left[refund["payment_intent"]] -= refund["amount"]
        for dispute in self.disputes:
            if withdrawn_by(dispute) or dispute["status"] in UNDECIDED:
                left[dispute["payment_intent"]] = 0
        return {intent: amount for intent, amount in left.items() if amount > 0}

    def check(self, order: Order, shown: Order) -> None:
        """The provider, the order, its page and its table say the same of its money.

        `shown` is the order as the data cache has it, for its page and its table.
        """
        intents = {
            each["id"]: each["amount_received"]
            for each in self.intents
            if each["metadata"]["order_id"] == order.id and each["metadata"]["part"] in set(Part)
        }
        refunds = [one for one in self.refunds if one["payment_intent"] in intents]
        disputes = [one for one in self.disputes if one["payment_intent"] in intents]
        taken = sum(intents.values())
        given_back = sum(one["amount"] for one in refunds if one["status"] != "failed")
        withdrawn = sum(map(withdrawn_by, disputes))
        assert (order.charged, order.withdrawn) == (taken, withdrawn), order
        assert order.given_back == given_back, (order, refunds)
        assert given_back + withdrawn <= taken, (order, refunds, disputes)
        page = shown_order(shown, Documents(), {}, order.placed_at, for_staff=True).money
        by_hand = sum(shown.failed_of(each) for each in shown.settled_refunds)
        assert (page.charged, page.disputed + page.lost) == (taken, withdrawn), shown
        assert page.given_back == given_back + by_hand, shown
        assert page.unpaid_refunds == unpaid_refunds(order), shown
        # Nobody is asked to pay by hand what the customer has from their bank already.
        assert given_back + withdrawn + page.unpaid_refunds <= taken, (order, refunds, disputes)
        _check_table(shown)


def _check_table(order: Order) -> None:
    """Its customer's table adds up to what it cost, whatever arrived of what was given back."""
    rows = list(csv.DictReader(io.StringIO(as_csv([(order, Documents())]))))
    assert {row["state"] for row in rows} == {order.state.value}
    gross = sum(Decimal(row["gross"]) for row in rows) * 100
    is_off = order.state is State.CANCELLED
    assert gross == (order.kept if is_off else order.total - order.refunded), rows
