"""What is in a bouquet and what it costs, whoever chose its stems.

A bouquet costs the sum of its parts: stems, paper and arranging, which has a price of its own in
the catalogue. The prices of the catalogue's bouquets are such sums too: a test compares them.

A bouquet is one line, taxed at the rate of its arranging. That is how German law sees it: cut
flowers and foliage are taxed at the reduced rate (UStG § 12 (2) no. 1, Anlage 2 nos. 8 and 9:
headings 0603 and 0604 of the Combined Nomenclature), and those headings mean bouquets as well,
"account not being taken of accessories of other materials" (note 2 to chapter 6): the paper round
it and the work in it have the rate of the flowers. Paper, a vase or a card alone have their own.
"""

from collections.abc import Iterable, Mapping

from services.contracts.bouquets import ARRANGING, FEWEST_STEMS, MOST_STEMS, RequestedBouquet
from services.contracts.common import Name, Reason, Sku
from services.contracts.inventory import Item, ItemKind
from services.contracts.order_requests import OrderRequest, RequestedLine
from services.contracts.orders import Line, Order
from services.contracts.values import Value
from services.policy.catalogue import priced
from services.policy.pricing import MOST, total
from services.policy.refusal import Refusal

Items = Mapping[Sku, Item]
WITH_A_BOUQUET = "it comes with a bouquet: name it in `bouquets`."


class Fault(Value):
    """Why what is asked for is not sold like that; the order would be cancelled for `reason`."""

    reason: Reason
    refusal: Refusal


class _Counted(Value):
    """So many of a part at its price, in minor units."""

    quantity: int
    unit_price: int


# ---- what is asked for -------------------------------------------------------------------------


def skus_in(request: OrderRequest) -> list[Sku]:
    """Answer each SKU whose item is needed to price the request."""
    skus = dict.fromkeys(line.sku for line in request.lines)
    for bouquet in request.bouquets:
        skus |= dict.fromkeys((*bouquet.recipe, *_wraps(bouquet.wrap), ARRANGING))
    return list(skus)


def priced_lines(request: OrderRequest, items: Items) -> tuple[Line, ...]:
    """Answer the lines of what is asked for, but for what is not sold: see `fault_of`."""
    own = (
        priced_bouquet(f"own-{at}", bouquet, items)
        for at, bouquet in enumerate(request.bouquets, 1)
        if _fault_of_bouquet("", bouquet, items) is None
    )
    ready = (priced(line, items[line.sku]) for line in request.lines if line.sku in items)
    return (*own, *ready)


def priced_bouquet(sku: Sku, bouquet: RequestedBouquet, items: Items) -> Line:
    """Answer the line of a bouquet of a customer's own. Raises KeyError for what is not sold."""
    arranging = items[ARRANGING]
    return Line(
        sku=sku,
        name=bouquet.name,
        quantity=bouquet.quantity,
        unit_price=sum_of_parts(bouquet.recipe, bouquet.wrap, items),
        tax_rate=arranging.tax_rate,
        recipe=bouquet.recipe,
        wrap=bouquet.wrap,
        is_own=True,
    )


def sum_of_parts(recipe: Mapping[Sku, int], wrap: Sku | None, items: Items) -> int:
    """Answer what a bouquet costs, in minor units. Raises KeyError for what is not sold."""
    parts = {**recipe, **dict.fromkeys((*_wraps(wrap), ARRANGING), 1)}
    return total(_Counted(count, items[sku].price) for sku, count in parts.items())


def fault_of(request: OrderRequest, items: Items) -> Fault | None:
    """Answer why what is asked for is not sold like that; None when it is.

    Stems and papers are sold in bouquets alone, and each order has a bouquet in it: delivery has no
    price of its own.
    """
    faults = (
        *(_fault_of_line(f"lines[{at}].sku", e, items) for at, e in enumerate(request.lines)),
        *(
            _fault_of_bouquet(f"bouquets[{at}]", bouquet, items)
            for at, bouquet in enumerate(request.bouquets)
        ),
    )
    fault = next((fault for fault in faults if fault is not None), None)
    if fault or request.bouquets:
        return fault
    if any(items[line.sku].kind is ItemKind.BOUQUET for line in request.lines):
        return None
    return Fault(
        Reason.NO_BOUQUET,
        Refusal("lines", "there is no bouquet in it, and gifts come with one. Add a bouquet."),
    )


def fault_of_size(bouquet: RequestedBouquet) -> str:
    """Answer how many stems a bouquet must have, if it has another number; '' when it has not."""
    if FEWEST_STEMS <= sum(bouquet.recipe.values()) <= MOST_STEMS:
        return ""
    return f"a bouquet has from {FEWEST_STEMS} to {MOST_STEMS} stems"


def _fault_of_line(field: str, line: RequestedLine, items: Items) -> Fault | None:
    item = items.get(line.sku)
    if item is None:
        return _unknown(field, line.sku)
    if item.kind in (ItemKind.STEM, ItemKind.WRAP, ItemKind.SERVICE):
        return Fault(Reason.NO_BOUQUET, Refusal(field, WITH_A_BOUQUET))
    return None


def _fault_of_bouquet(field: str, bouquet: RequestedBouquet, items: Items) -> Fault | None:
    if ARRANGING not in items:
        return _unknown(field, ARRANGING)
    for sku in bouquet.recipe:
        if not _is(ItemKind.STEM, sku, items):
            return _unknown(f"{field}.recipe", sku)
    for sku in _wraps(bouquet.wrap):
        if not _is(ItemKind.WRAP, sku, items):
            return _unknown(f"{field}.wrap", sku)
    if wrong := fault_of_size(bouquet):
        return Fault(Reason.NO_BOUQUET, Refusal(f"{field}.recipe", f"{wrong}. Change it."))
    if sum_of_parts(bouquet.recipe, bouquet.wrap, items) > MOST:
        return Fault(Reason.PRICE_CHANGED, Refusal(field, f"it costs more than {MOST}."))
    return None


def _unknown(field: str, sku: Sku) -> Fault:
    return Fault(Reason.UNKNOWN_SKU, Refusal(field, f"{sku} is not sold. See /catalogue."))


def _is(kind: ItemKind, sku: Sku, items: Items) -> bool:
    return sku in items and items[sku].kind is kind


def _wraps(wrap: Sku | None) -> tuple[Sku, ...]:
    return () if wrap is None else (wrap,)


# ---- what is in it -----------------------------------------------------------------------------


def parts_in(items: Iterable[Item]) -> list[Sku]:
    """Answer the SKUs of the stems and papers of these bouquets."""
    return list(dict.fromkeys(sku for i in items for sku in (*i.recipe, *_wraps(i.wrap))))


def names_of(lines: Iterable[Line], items: Items) -> dict[Sku, Name]:
    """Answer what the stems and papers of these lines are called, as far as the items say it."""
    skus = (sku for line in lines for sku in (*line.recipe, *_wraps(line.wrap)))
    return {sku: items[sku].name for sku in skus if sku in items}


def contents_of(line: Line, names: Mapping[Sku, Name]) -> str:
    """Answer what one bouquet is made of: `5 Red rose, 3 Fern, Sage paper, arranging`.

    It is empty for what is no bouquet, and for an order of the time before names were kept.
    """
    if not line.recipe or not all(sku in names for sku in line.recipe):
        return ""
    stems = (f"{count} {names[sku]}" for sku, count in line.recipe.items())
    papers = (names[sku] for sku in _wraps(line.wrap) if sku in names)
    return ", ".join((*stems, *papers, "arranging"))


# ---- the same again ----------------------------------------------------------------------------


class Again(Value):
    """What of an earlier order is asked for again, and its lines that are sold no more."""

    lines: tuple[Line, ...]
    gone: tuple[Line, ...]


def again(order: Order, items: Items) -> Again:
    """Answer an order at the prices of today, each bouquet as it was.

    Orders of the time before bouquets were lines have loose stems and papers: they become one
    bouquet, or as many alike as there are sheets of one paper and the stems divide by.
    """
    loose = tuple(line for line in order.lines if _is_loose(line, items))
    lines: list[Line] = []
    gone: list[Line] = []
    if loose and (old := _from_loose(loose, items)) and not _fault_of_bouquet("", old, items):
        lines.append(priced_bouquet("own-0", old, items))
    else:
        gone.extend(loose)
    for line in order.lines:
        if line in loose:
            continue
        today = _today(line, items)
        (gone if today is None else lines).append(today or line)
    return Again(tuple(lines), tuple(gone))


def _today(line: Line, items: Items) -> Line | None:
    if not line.is_own:
        wanted = RequestedLine(line.sku, line.quantity)
        return priced(wanted, items[line.sku]) if line.sku in items else None
    own = RequestedBouquet(line.recipe, line.quantity, line.wrap, line.name)
    return None if _fault_of_bouquet("", own, items) else priced_bouquet(line.sku, own, items)


def _is_loose(line: Line, items: Items) -> bool:
    kinds = (ItemKind.STEM, ItemKind.WRAP)
    return not line.is_own and any(_is(kind, line.sku, items) for kind in kinds)


def _from_loose(loose: tuple[Line, ...], items: Items) -> RequestedBouquet | None:
    stems = {line.sku: line.quantity for line in loose if _is(ItemKind.STEM, line.sku, items)}
    papers = [line for line in loose if _is(ItemKind.WRAP, line.sku, items)]
    sheets = papers[0].quantity if len(papers) == 1 else 1
    alike = sheets if all(count % sheets == 0 for count in stems.values()) else 1
    recipe = {sku: count // alike for sku, count in stems.items()}
    return RequestedBouquet(recipe, alike, papers[0].sku if papers else None) if stems else None
