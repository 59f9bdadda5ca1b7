"""The shop when something else does not work: slow lines, lost answers, an API that is down."""

from collections.abc import Callable

from playwright.sync_api import Route, expect

from tests.claims import proves
from tests.e2e.browser.people import People
from tests.e2e.browser.shop_pages import SOON, Builder, Checkout, Order, Payment, ThankYou
from tests.e2e.browser.tab import Tab
from tests.e2e.store import Store

Fault = Callable[[Route], None]
API = "**/api/**"


def is_busy(route: Route) -> None:
    """The API has too much to do."""
    route.fulfill(status=503, headers={"Retry-After": "1"})


def is_slow(route: Route) -> None:
    """No answer comes: the shop gives up waiting."""


def losing_the_answer(store: Store) -> Fault:
    """The API does what was asked, and the line is cut before it has said so."""

    def cut(route: Route) -> None:
        path = route.request.url.split("/api", 1)[1]
        assert route.fetch(url=store.outputs["ApiUrl"] + path).status == 202
        route.abort("connectionreset")

    return cut


def is_down(route: Route) -> None:
    """Nobody is there."""
    route.abort("connectionrefused")


def let_fail(tab: Tab, pattern: str, *faults: Fault) -> list[str]:
    """What is sent there fails, so often and in this order; answers the keys of what was sent."""
    left, keys = list(faults), []

    def handle(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
            return
        keys.append(route.request.headers["idempotency-key"])
        if left:
            left.pop(0)(route)
        else:
            route.continue_()

    tab.is_api_failing = True
    tab.page.route(pattern, handle)
    return keys


@proves("T04", "T05", "T06", "T24")
def test_a_purchase_with_a_failing_api_is_one_order_and_one_payment(
    store: Store, people: People
) -> None:
    newcomer = people.newcomer("Gisela")
    tab, checkout = newcomer.tab, Checkout(newcomer.tab)
    tab.open("/shop/basket?add=blush-hour")
    tab.follow("To the checkout")
    checkout.say_who()
    checkout.choose_day(store.day(13))
    checkout.write_card("With love")
    checkout.bill_to()
    is_cut = losing_the_answer(store)
    ordering = let_fail(tab, "**/api/orders", is_busy, is_slow, is_cut)
    paying = let_fail(tab, "**/api/orders/*/payment", is_busy, is_cut)

    checkout.order()
    tab.page.reload()
    Payment(tab).pay()
    order_id = ThankYou(tab).wait()

    assert (len(ordering), len(set(ordering))) == (4, 1)
    assert (len(paying), len(set(paying))) == (3, 1)
    store.wait_until_quiet()
    orders = newcomer.shopper.see("/orders")["orders"]
    assert [order["id"] for order in orders] == [order_id]
    assert len(store.intents_of(order_id)) == 1


@proves("M01")
def test_with_the_api_down_people_look_around_and_build(people: People) -> None:
    tab = people.stranger()
    tab.is_api_failing = True
    tab.page.route(API, is_down)
    tab.open("/")
    tab.follow("All bouquets")
    expect(tab.card("A Dozen Red")).to_be_visible()
    builder = Builder(tab)
    builder.open("3-rose-red.2-fern")
    builder.take("Red rose")
    expect(builder.price).to_contain_text("6 stems")
    expect(builder.picture).to_be_visible()
    tab.press("Add to basket")

    expect(tab.said("Your own bouquet")).to_be_visible()
    assert tab.in_basket == "1"


@proves("M10")
def test_who_meets_trouble_is_told_calmly_and_tries_again(store: Store, people: People) -> None:
    newcomer = people.newcomer("Tilda")
    order_id = newcomer.shopper.place(store.request(store.day(13)))
    tab = newcomer.tab
    tab.is_api_failing = True
    tab.page.route(API, is_down)
    tab.open(f"/shop/orders/{order_id}")
    expect(tab.said("We cannot reach the shop")).to_be_visible(timeout=SOON)
    expect(tab.busy_words).to_have_count(0)

    tab.page.unroute(API)
    tab.press("Try again")

    expect(Order(tab).standing).to_be_visible()


def test_who_is_offline_is_told_and_loses_nothing(people: People) -> None:
    tab = people.stranger()
    builder = Builder(tab)
    builder.open("3-rose-red.2-fern")
    notice = tab.main.get_by_text("You are offline.")
    expect(notice).to_be_hidden()
    tab.page.wait_for_load_state("networkidle")

    tab.page.context.set_offline(offline=True)
    expect(notice).to_be_visible()
    builder.take("Red rose")
    expect(builder.price).to_contain_text("6 stems")

    tab.page.context.set_offline(offline=False)
    expect(notice).to_be_hidden()


def test_a_browser_that_dies_comes_back_to_where_it_was(store: Store, people: People) -> None:
    tab = people.stranger()
    checkout = Checkout(tab)
    tab.open("/shop/basket?add=blush-hour")
    tab.follow("To the checkout")
    checkout.say_who()
    checkout.choose_day(store.day(13))
    tab.write(tab.main.get_by_label("Card message"), "With love")

    tab.page.reload()

    expect(tab.main.get_by_label("Card message")).to_have_value("With love")
    assert tab.in_basket == "1"
