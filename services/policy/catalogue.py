"""What a line of an order is when it is priced from the catalogue."""

from services.contracts.inventory import Item, ItemKind
from services.contracts.orders import Line, RequestedLine


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
