"""A bouquet is a unit with a price of its own: the same stems cost the same, whoever chose them."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deployment.catalogue import read_catalogue
from services.contracts.bouquets import ARRANGING, FEWEST_STEMS, MOST_STEMS, RequestedBouquet
from services.contracts.common import Reason
from services.contracts.inventory import Item, ItemKind
from services.contracts.order_requests import OrderRequest, RequestedLine
from services.contracts.orders import Line, Order
from services.policy import pricing
from services.policy.bouquets import (
    again,
    contents_of,
    fault_of,
    names_of,
    priced_bouquet,
    priced_lines,
    skus_in,
)
from tests.shop import DOZEN, RED_ROSE, SAGE, SOLD, VASE, an_order, request_for

CATALOGUE = {item.sku: item for item in read_catalogue()}
STEMS = [sku for sku, item in CATALOGUE.items() if item.kind is ItemKind.STEM]
PAPERS = [sku for sku, item in CATALOGUE.items() if item.kind is ItemKind.WRAP]
READY = [item for item in CATALOGUE.values() if item.kind is ItemKind.BOUQUET]
MUM = RequestedBouquet({"rose-red": 5, "eucalyptus": 3}, 2, "wrap-sage", "For Mum")
DAD = RequestedBouquet({"rose-red": 7}, name="For Dad")


def asked(*bouquets: RequestedBouquet, lines: tuple[RequestedLine, ...] = ()) -> OrderRequest:
    return replace(request_for(), bouquets=bouquets, lines=lines)


@pytest.mark.finding("M12")
@pytest.mark.parametrize("ready", READY, ids=lambda item: item.sku)
def test_a_bouquet_of_the_catalogue_costs_what_it_costs_to_put_the_same_together(
    ready: Item,
) -> None:
    same = RequestedBouquet(ready.recipe, wrap=ready.wrap)
    own = priced_bouquet("own-1", same, CATALOGUE)
    assert (own.unit_price, own.tax_rate) == (ready.price, ready.tax_rate)


@pytest.mark.finding("M12")
@given(
    recipe=st.dictionaries(st.sampled_from(STEMS), st.integers(1, 20), min_size=1, max_size=8),
    wrap=st.none() | st.sampled_from(PAPERS),
    quantity=st.integers(1, 500),
)
def test_whatever_is_chosen_costs_its_parts_and_the_arranging(
    recipe: dict[str, int], wrap: str | None, quantity: int
) -> None:
    line = priced_bouquet("own-1", RequestedBouquet(recipe, quantity, wrap), CATALOGUE)
    parts = sum(CATALOGUE[sku].price * count for sku, count in recipe.items())
    paper = CATALOGUE[wrap].price if wrap else 0
    assert line.unit_price == parts + paper + CATALOGUE[ARRANGING].price
    assert pricing.total((line,)) == quantity * line.unit_price
    assert line.needs() == recipe | ({wrap: 1} if wrap else {})


@pytest.mark.finding("L")
def test_no_bouquet_is_delivered_for_the_price_of_three_ferns() -> None:
    least = replace(request_for(), bouquets=(RequestedBouquet({"fern": FEWEST_STEMS}),))
    assert fault_of(least, CATALOGUE) is None
    assert pricing.total(priced_lines(least, CATALOGUE)) == 3 * 90 + 900
    assert min(item.price for item in READY) > CATALOGUE[ARRANGING].price


@pytest.mark.finding("H4")
def test_each_bouquet_is_a_line_of_its_own_with_its_name_and_its_paper() -> None:
    mum, dad, vase = priced_lines(asked(MUM, DAD, lines=(RequestedLine("vase-glass", 1),)), SOLD)
    assert (mum.name, mum.quantity, mum.recipe, mum.wrap) == (
        "For Mum", 2, {"rose-red": 5, "eucalyptus": 3}, "wrap-sage",
    )  # fmt: skip
    assert (dad.name, dad.quantity, dad.recipe, dad.wrap) == ("For Dad", 1, {"rose-red": 7}, None)
    assert (mum.is_own, dad.is_own, vase.is_own) == (True, True, False)
    assert mum.sku != dad.sku
    assert contents_of(mum, names_of((mum,), SOLD)) == (
        "5 Red rose, 3 Eucalyptus, Sage paper, arranging"
    )
    assert contents_of(vase, {}) == ""


@pytest.mark.finding("H4")
def test_what_is_reserved_is_the_sum_over_the_bouquets() -> None:
    lines = priced_lines(asked(MUM, DAD, lines=(RequestedLine(DOZEN.sku, 1),)), SOLD)
    stems = replace(an_order(), lines=lines).stems()
    assert stems == {"rose-red": 10 + 7 + 12, "eucalyptus": 6 + 3, "wrap-sage": 2}


FAULTS: dict[str, tuple[OrderRequest, Reason, str]] = {
    "stems alone": (
        asked(lines=(RequestedLine("rose-red", 3),)), Reason.NO_BOUQUET, "lines[0].sku",
    ),
    "paper alone": (
        asked(MUM, lines=(RequestedLine("wrap-sage", 1),)), Reason.NO_BOUQUET, "lines[0].sku",
    ),
    "arranging alone": (
        asked(MUM, lines=(RequestedLine(ARRANGING, 1),)), Reason.NO_BOUQUET, "lines[0].sku",
    ),
    "a vase alone": (asked(lines=(RequestedLine(VASE.sku, 1),)), Reason.NO_BOUQUET, "lines"),
    "nothing": (asked(), Reason.NO_BOUQUET, "lines"),
    "two stems": (
        asked(RequestedBouquet({"rose-red": FEWEST_STEMS - 1})),
        Reason.NO_BOUQUET, "bouquets[0].recipe",
    ),
    "an armful": (
        asked(DAD, RequestedBouquet({"rose-red": MOST_STEMS + 1})),
        Reason.NO_BOUQUET, "bouquets[1].recipe",
    ),
    "a vase as its paper": (
        asked(RequestedBouquet({"rose-red": 3}, wrap=VASE.sku)),
        Reason.UNKNOWN_SKU, "bouquets[0].wrap",
    ),
    "a bouquet of bouquets": (
        asked(RequestedBouquet({DOZEN.sku: 3})), Reason.UNKNOWN_SKU, "bouquets[0].recipe",
    ),
    "an unknown stem": (
        asked(RequestedBouquet({"black-rose": 3})), Reason.UNKNOWN_SKU, "bouquets[0].recipe",
    ),
}  # fmt: skip


@pytest.mark.finding("L")
@pytest.mark.parametrize("name", FAULTS)
def test_what_is_not_sold_like_that_is_refused_by_its_field(name: str) -> None:
    request, reason, field = FAULTS[name]
    fault = fault_of(request, SOLD)
    assert fault is not None
    assert (fault.reason, fault.refusal.field) == (reason, field)


def test_without_a_price_for_arranging_no_bouquet_of_ones_own_is_sold() -> None:
    fault = fault_of(asked(MUM), {sku: i for sku, i in SOLD.items() if sku != ARRANGING})
    assert fault is not None
    assert fault.reason is Reason.UNKNOWN_SKU
    assert ARRANGING in skus_in(asked(MUM))


@pytest.mark.finding("H4")
def test_the_same_again_is_the_same_bouquets_at_the_prices_of_today() -> None:
    order = replace(an_order(), lines=priced_lines(asked(MUM, DAD), SOLD))
    dearer = {**SOLD, "rose-red": replace(RED_ROSE, price=400)}
    found = again(order, dearer)
    assert found.gone == ()
    assert [(e.name, e.recipe, e.wrap, e.quantity) for e in found.lines] == [
        ("For Mum", MUM.recipe, "wrap-sage", 2), ("For Dad", DAD.recipe, None, 1),
    ]  # fmt: skip
    assert [e.unit_price for e in found.lines] == [5 * 400 + 3 * 180 + 150 + 900, 7 * 400 + 900]


def test_a_bouquet_with_a_stem_that_is_sold_no_more_is_gone_as_a_whole() -> None:
    order = replace(an_order(), lines=priced_lines(asked(MUM, DAD), SOLD))
    found = again(order, {sku: i for sku, i in SOLD.items() if sku != "eucalyptus"})
    assert [e.name for e in found.lines] == ["For Dad"]
    assert [e.name for e in found.gone] == ["For Mum"]


@pytest.mark.finding("H4")
@pytest.mark.parametrize(("sheets", "recipe"), [(2, {"rose-red": 3}), (4, {"rose-red": 6})])
def test_the_loose_stems_of_an_old_order_become_bouquets_again(
    sheets: int, recipe: dict[str, int]
) -> None:
    found = again(an_order((RED_ROSE, 6), (SAGE, sheets)), SOLD)
    alike = 6 // recipe["rose-red"]
    assert [(e.recipe, e.wrap, e.quantity) for e in found.lines] == [(recipe, "wrap-sage", alike)]


def test_what_was_stored_before_bouquets_were_lines_is_still_read() -> None:
    old: dict[str, Any] = msgspec.to_builtins(an_order((RED_ROSE, 5)))
    del old["names"]
    for line in old["lines"]:
        del line["wrap"], line["is_own"]
    order = msgspec.convert(old, Order, strict=False)
    assert order == an_order((RED_ROSE, 5))
    assert order.stems() == {"rose-red": 5}
    assert [contents_of(line, order.names) for line in order.lines] == [""]
    request: dict[str, Any] = msgspec.to_builtins(request_for((DOZEN, 1)))
    del request["bouquets"]
    assert msgspec.convert(request, OrderRequest, strict=False) == request_for((DOZEN, 1))


def test_a_line_of_before_has_neither_paper_nor_owner() -> None:
    line = Line("rose-red", "Red rose", 3, 320, 7, {})
    assert (line.wrap, line.is_own, line.needs()) == (None, False, {"rose-red": 1})
