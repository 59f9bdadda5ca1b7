"""What the catalogue decides about an order: its prices, and what may stand in for what."""

from collections.abc import Mapping

from services.contracts.common import Sku
from services.contracts.inventory import Item, ItemKind
from services.contracts.order_requests import RequestedLine
from services.contracts.orders import Line, Substitute
from services.policy.refusal import Refusal


def priced(line: RequestedLine, item: Item) -> Line:
    """Answer the requested line at the price that its item has now."""
    return Line(
        sku=item.sku,
        name=item.name,
        quantity=line.quantity,
        unit_price=item.price,
        tax_rate=item.tax_rate,
        recipe=item.recipe if item.kind is ItemKind.BOUQUET else {},
        wrap=item.wrap if item.kind is ItemKind.BOUQUET else None,
    )


def may_stand_in(wanted: Substitute, items: Mapping[Sku, Item]) -> Refusal | None:
    """Allow another item of the same kind that is sold: a stem for a stem, no vase for a rose.

    What is no longer sold was a stem, as far as anybody knows.
    """
    taken, replaced = items.get(wanted.sku), items.get(wanted.instead_of)
    if taken is None:
        return Refusal("sku", f"{wanted.sku} is not sold. Take an item of the catalogue.")
    if wanted.sku == wanted.instead_of:
        return Refusal("sku", "that is what the order has already. Take another item.")
    kind = replaced.kind if replaced else ItemKind.STEM
    if taken.kind is not kind:
        return Refusal(
            "sku", f"{taken.name}: {taken.kind} instead of {kind}. Take an item of the same kind."
        )
    return None
