"""Words for tests: statements about orders."""

from datetime import date

from msgspec.structs import replace

from services.contracts.inventory import Item
from services.contracts.orders import Balance, Occasion, Order, Refund, State
from services.invoicing.domain import statements
from services.invoicing.domain.numbers import (
    Kind,
    NumberedDocument,
    credit_note_of,
    invoice_of,
    next_number,
)
from services.invoicing.domain.statements import Statement
from services.policy.tax import given_back
from tests.shop import DOZEN, NOW

NAMES = ("Rosé «Žižka»", "Łąka polna", "Ποιήματα", "Пион розовый", "Straße ẞ", "牡丹と椿")


def numbered(order: Order) -> NumberedDocument:
    return next_number(NOW, Kind.INVOICE, invoice_of(order.id), last=41)


def an_invoice(order: Order) -> Statement:
    return statements.invoice(numbered(order), order)


def credit_notes(order: Order) -> list[Statement]:
    """One for each part of the price that goes back."""
    return [
        statements.credit_note(
            next_number(NOW, Kind.CREDIT_NOTE, credit_note_of(order.id, part.refund), last=6 + at),
            order,
            part,
            numbered(order),
        )
        for at, part in enumerate(given_back(order))
    ]


def refunded(order: Order, amount: int, reason: str = "Two roses were broken.") -> Order:
    return replace(
        order, refunds=(*order.refunds, Refund(f"r{len(order.refunds)}", amount, reason))
    )


def cancelled(order: Order, kept: int = 0) -> Order:
    return replace(order, state=State.CANCELLED, kept=kept)


def as_event(order: Order, deposit: int) -> Order:
    """The order of a wedding: the rest of its price is due later."""
    return replace(
        order,
        occasion=Occasion("a" * 26, "Wedding of Iris and Basil"),
        balance=Balance(order.total - deposit, date(2027, 5, 30)),
    )


def with_buyer(order: Order, name: str) -> Order:
    return replace(order, buyer=replace(order.buyer, name=name))


def many(lines: int) -> list[tuple[Item, int]]:
    """Items with names in all of the letters that we write."""

    def item(at: int) -> Item:
        name = f"{NAMES[at % len(NAMES)]} {at}"
        return replace(DOZEN, sku=f"item-{at}", name=name, tax_rate=(7, 19)[at % 5 == 0])

    return [(item(at), at % 5 + 1) for at in range(lines)]
