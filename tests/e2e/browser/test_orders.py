"""What a customer does about an order that does not go straight: at a desk, and with a phone."""

import pytest
from playwright.sync_api import expect

from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.browser.people import Newcomer, People
from tests.e2e.browser.shop_pages import ASKING, BROKE, SOON, Order, Payment
from tests.e2e.browser.tab import Size
from tests.e2e.store import Store


@pytest.fixture
def buyer(people: People, size: Size) -> Newcomer:
    """Somebody with no card that is kept."""
    return people.newcomer("Bella", size)


@pytest.fixture
def unpaid(store: Store, buyer: Newcomer) -> str:
    """An order that waits for its money."""
    return buyer.shopper.place(store.request(store.day(14)))


@proves("U1", "T29")
def test_who_is_declined_pays_with_another_card(buyer: Newcomer, unpaid: str) -> None:
    tab, payment = buyer.tab, Payment(buyer.tab)
    tab.open(f"/shop/orders/{unpaid}/pay")
    payment.pay(BROKE)
    expect(tab.said("there is not enough money on it")).to_be_visible(timeout=SOON)

    payment.pay()

    expect(Order(tab).standing).to_contain_text("Confirmed", timeout=SOON)


@proves("U1", "T27")
def test_the_bank_asks_whether_it_is_them(buyer: Newcomer, unpaid: str) -> None:
    tab, payment = buyer.tab, Payment(buyer.tab)
    tab.open(f"/shop/orders/{unpaid}/pay")
    payment.pay(ASKING)
    payment.answer_the_bank("No")
    expect(tab.said("Your bank did not recognise you")).to_be_visible(timeout=SOON)

    payment.pay(ASKING)
    payment.answer_the_bank("Yes, it is me")

    expect(Order(tab).standing).to_contain_text("Confirmed", timeout=SOON)


def test_an_order_is_given_up_and_its_money_let_go(store: Store, buyer: Newcomer) -> None:
    order = store.buy(buyer.shopper, store.day(14))
    tab = buyer.tab
    Order(tab).open(order["id"])
    tab.press("Cancel this order")

    tab.press("Yes, cancel it")

    expect(Order(tab).standing).to_contain_text("Cancelled", timeout=SOON)
    expect(tab.button("Download Credit note")).to_be_visible(timeout=SOON)


def test_a_delivery_is_moved_to_another_day(store: Store, buyer: Newcomer) -> None:
    order = store.buy(buyer.shopper, store.day(14))
    tab = buyer.tab
    Order(tab).open(order["id"])
    tab.press("Change the delivery or the card")
    tab.pick("Delivery day", store.day(15))
    tab.press("Request this change")

    moved = buyer.shopper.wait_for_order(
        order["id"], lambda o: o["delivery"]["day"] == store.day(15), "is moved"
    )
    assert moved["state"] == "confirmed"


@pytest.mark.finding("M7")
def test_the_cards_text_is_changed_and_the_order_says_so(store: Store, buyer: Newcomer) -> None:
    order = store.buy(buyer.shopper, store.day(14))
    tab = buyer.tab
    Order(tab).open(order["id"])
    tab.press("Change the delivery or the card")
    tab.write(tab.field("On the card (optional)"), "Get well soon!")
    tab.press("Request this change")

    expect(tab.said("The card is changed.")).to_be_visible(timeout=SOON)
    moved = buyer.shopper.wait_for_order(
        order["id"], lambda o: o["card_message"] == "Get well soon!", "has another card"
    )
    assert moved["delivery"] == order["delivery"]


def test_somebody_elses_order_is_not_to_be_seen(
    store: Store, flora: Shopper, buyer: Newcomer
) -> None:
    order_id = flora.place(store.request(store.day(14)))
    buyer.tab.is_api_failing = True
    buyer.tab.open(f"/shop/orders/{order_id}")

    expect(buyer.tab.said("We cannot find this")).to_be_visible()
