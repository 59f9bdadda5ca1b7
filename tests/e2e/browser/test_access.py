"""The shop for everybody: with a screen reader, with a keyboard alone, on a small screen."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from local.seed import FLORIST
from local.shopper import Shopper
from tests.e2e.browser import tour
from tests.e2e.browser.people import People
from tests.e2e.browser.shop_pages import FLORA, GRANDMA, PHONE, VISA, ThankYou, frame_of
from tests.e2e.browser.tab import DESKTOP, Tab
from tests.e2e.browser.tab import PHONE as SMALL
from tests.e2e.store import Store

WITHOUT_FRAMES = {"exclude": [["iframe"]]}
"""The payment provider's frame is the provider's to make accessible."""
OVERFLOW = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


def faults(tab: Tab, stops: Iterator[str]) -> list[str]:
    """What axe finds on each page, on both screens, and what is wider than a phone."""
    found = []
    for name in stops:
        for size in (SMALL, DESKTOP):
            tab.page.set_viewport_size(size)
            violations = Axe().run(tab.page, context=WITHOUT_FRAMES).response["violations"]
            found += [
                f"{name}, {size['width']} px: {each['id']}: {node['html'][:160]}"
                for each in violations
                for node in each["nodes"]
            ]
            if tab.page.evaluate(OVERFLOW):
                found.append(f"{name}, {size['width']} px: wider than the screen")
    return found


def test_the_printed_pages_are_for_everybody(people: People) -> None:
    tab = people.stranger()
    assert faults(tab, tour.printed(tab)) == []


def test_the_shop_is_for_everybody(store: Store, people: People) -> None:
    tab = people.stranger()
    assert faults(tab, tour.without_account(tab, store.day(13))) == []


def test_ordering_is_for_everybody(store: Store, people: People) -> None:
    tab = people.newcomer("Ola").tab
    assert faults(tab, tour.purchase(tab, store.day(13))) == []


def test_ones_own_pages_are_for_everybody(store: Store, people: People, fleur: Shopper) -> None:
    newcomer = people.newcomer("Olga")
    store.buy(newcomer.shopper, store.day(13))
    stops = tour.own(newcomer.tab, store, newcomer.shopper, fleur)
    assert faults(newcomer.tab, stops) == []


def test_the_back_office_is_for_everybody(
    store: Store, people: People, flora: Shopper, fleur: Shopper
) -> None:
    day = store.day(13)
    order = store.buy(flora, day, {"blush-hour": 1})
    enquiry_id = tour.asked(store, flora)
    tab = people.known(FLORIST)
    assert faults(tab, tour.back_office(tab, day, order["id"], enquiry_id)) == []


class Keyboard:
    """Hands that have no mouse."""

    MOST_TABS = 90

    def __init__(self, tab: Tab) -> None:
        self.tab = tab
        self.keys = tab.page.keyboard

    def reach(self, what: Locator) -> None:
        """Go on with the tabulator until it is there."""
        for _ in range(self.MOST_TABS):
            self.keys.press("Tab")
            if what.evaluate("it => it === it.ownerDocument.activeElement"):
                return
        pytest.fail(f"the keyboard does not reach {what}")

    def press(self, what: Locator) -> None:
        """Reach a link or a button, and press Enter."""
        self.reach(what)
        self.keys.press("Enter")

    def type(self, where: Locator, words: str) -> None:
        """Reach a field, and write."""
        self.reach(where)
        self.keys.type(words)


def test_flowers_are_bought_with_the_keyboard_alone(people: People) -> None:
    newcomer = people.newcomer("Keya")
    tab = newcomer.tab
    keyboard = Keyboard(tab)
    link, button = tab.main.get_by_role("link", name="Order this"), tab.button
    tab.open("/bouquets/blush-hour/")
    keyboard.press(link)
    keyboard.press(tab.main.get_by_role("link", name="To the checkout"))
    for label, words in (
        ("Recipient", GRANDMA.name),
        ("Street and number", GRANDMA.street),
        ("Postcode", GRANDMA.postcode),
        ("City", GRANDMA.city),
        ("Phone of the recipient", PHONE),
    ):
        keyboard.type(tab.field(label), words)
    keyboard.press(button("Choose the day"))
    keyboard.reach(tab.main.locator("input[name=day]:enabled").first)
    keyboard.keys.press("ArrowDown")
    keyboard.press(button("Write the card"))
    keyboard.type(tab.main.get_by_label("Card message"), "With love")
    keyboard.press(button("Review the order"))
    for label, words in (
        ("Your name", FLORA.name),
        ("Street and number", FLORA.street),
        ("Postcode", FLORA.postcode),
        ("City", FLORA.city),
    ):
        keyboard.type(tab.field(label), words)
    keyboard.press(button("Order with obligation to pay"))
    card = frame_of(tab, "Card")
    expect(card.get_by_label("Card number")).to_be_visible()
    keyboard.type(card.get_by_label("Card number"), VISA)
    keyboard.type(card.get_by_label("Expires"), "1234")
    keyboard.type(card.get_by_label("Security code"), "123")
    keyboard.press(button("Pay"))

    order_id = ThankYou(tab).wait()
    assert newcomer.shopper.order(order_id)["payment"]["state"] in ("authorised", "captured")
    assert tab.effort.clicks == 0
