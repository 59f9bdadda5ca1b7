"""The catalogue is the one source: what is sold has its page, and the page says what is sold."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from services.contracts.common import CURRENCY
from stacks.config import ROOT
from tests.site.built import SOURCE, Page, Site, bouquets, price, read

LOOKS = read("looks.json")
STYLES = ROOT / "frontend" / "styles" / "pages.css"
each_bouquet = pytest.mark.parametrize("item", bouquets(), ids=lambda item: item["sku"])


def page_of(site: Site, item: dict[str, Any]) -> Page:
    return site.pages[f"/bouquets/{item['sku']}/"]


def cards(page: Page) -> dict[str, str]:
    """The bouquets that a page shows, and the words on their cards."""
    return {
        link.get("href").removeprefix("/bouquets/").rstrip("/"): link.text
        for link in page.all("a", class_="card")
    }


def test_every_bouquet_has_its_page_and_no_page_is_without_a_bouquet(site: Site) -> None:
    sold = {item["sku"] for item in bouquets()}
    assert {file.stem for file in (SOURCE / "_bouquets").glob("*.md")} == sold
    assert {p for p in site.pages if p.startswith("/bouquets/")} == {
        "/bouquets/",
        *(f"/bouquets/{sku}/" for sku in sold),
    }


@each_bouquet
def test_a_page_has_the_catalogues_name_price_and_recipe(site: Site, item: dict[str, Any]) -> None:
    page = page_of(site, item)
    assert page.the("h1").text == item["name"]
    assert f"{price(item['price'])} VAT and delivery included" in page.text
    counts = [span.text for span in page.all("span", class_="price")][1 : len(item["recipe"]) + 1]
    assert counts == [str(count) for count in item["recipe"].values()]


@each_bouquet
def test_search_engines_are_told_the_same(site: Site, item: dict[str, Any]) -> None:
    page = page_of(site, item)
    product = page.data("Product")
    assert (product["name"], product["sku"]) == (item["name"], item["sku"])
    assert product["offers"]["price"] == f"{item['price'] / 100:.2f}"
    assert product["offers"]["priceCurrency"] == CURRENCY
    assert (
        product["url"]
        == product["offers"]["url"]
        == page.all("link", rel="canonical")[0].get("href")
    )
    for picture in product["image"]:
        assert site.file(urlsplit(picture).path).is_file()
    assert page.data("BreadcrumbList")["itemListElement"][-1]["name"] == item["name"]


@each_bouquet
def test_it_can_be_ordered_or_taken_into_the_builder(site: Site, item: dict[str, Any]) -> None:
    page = page_of(site, item)
    order, own = [link.get("href") for link in page.all("a") if "btn" in link.get("class")]
    assert order == f"/shop/basket?add={item['sku']}"
    stems = ".".join(f"{count}-{sku}" for sku, count in item["recipe"].items())
    wrap = LOOKS[item["sku"]]["wrap"]
    given = parse_qs(urlsplit(own).query, keep_blank_values=True)
    assert given == {"stems": [stems], "wrap": ["" if wrap == "none" else f"wrap-{wrap}"]}


@each_bouquet
def test_its_picture_is_described_by_what_is_in_it(site: Site, item: dict[str, Any]) -> None:
    (picture,) = page_of(site, item).all("img", fetchpriority="high")
    words = picture.get("alt")
    assert words.startswith(f"{item['name']}: ")
    assert words == " ".join(words.split())
    counts = [int(word) for word in words.split() if word.isdigit()]
    assert counts == list(item["recipe"].values())


@each_bouquet
def test_it_is_tended_and_given_as_the_data_say(site: Site, item: dict[str, Any]) -> None:
    look = LOOKS[item["sku"]]
    assert page_of(site, item).all("a", href=f"/care/#{look['care']}")
    for occasion in look["occasions"]:
        assert item["sku"] in cards(site.pages[f"/occasions/{occasion}/"])


def test_the_gallery_shows_all_of_them_with_their_prices(site: Site) -> None:
    shown = cards(site.pages["/bouquets/"])
    assert shown == {item["sku"]: f"{item['name']} {price(item['price'])}" for item in bouquets()}


@pytest.mark.finding("M12")
@each_bouquet
def test_it_is_sold_in_the_paper_that_it_is_drawn_in(item: dict[str, Any]) -> None:
    wrap = LOOKS[item["sku"]]["wrap"]
    assert item.get("wrap") == (None if wrap == "none" else f"wrap-{wrap}")


def test_colours_are_chosen_without_script_and_none_is_empty(site: Site) -> None:
    rules = STYLES.read_text()
    for path, page in site.pages.items():
        chosen = {radio.get("id").removeprefix("colour-") for radio in page.all("input")} - {"any"}
        if chosen:
            shown = {LOOKS[sku]["family"] for sku in cards(page)}
            assert chosen == shown, path
            assert all(f"#colour-{colour}:checked" in rules for colour in chosen)


def test_every_stem_has_words_and_a_guide(site: Site) -> None:
    care = site.pages["/care/"]
    for item in read("catalogue.json"):
        if item["kind"] == "stem":
            assert LOOKS[item["sku"]]["care"] in care.ids
            pages = [p for p in bouquets() if item["sku"] in p["recipe"]]
            for bouquet in pages:
                headings = [h.text for h in page_of(site, bouquet).all("h3")]
                count = str(bouquet["recipe"][item["sku"]])
                assert any(h.startswith(f"{count} ") and len(h) > len(count) + 1 for h in headings)
