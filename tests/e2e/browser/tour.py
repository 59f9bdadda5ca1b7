"""Every page of the shop, one after the other, as the people see it who may."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from local import sample_requests
from local.shopper import Shopper
from services.policy.delivery import shop_day
from tests.e2e.browser.shop_pages import SOON, Builder, Checkout, Order, Payment, ThankYou
from tests.e2e.browser.tab import Tab
from tests.e2e.store import Store

PRINTED = {
    "home": "/",
    "gallery": "/bouquets/",
    "occasion": "/occasions/birthday/",
    "bouquet": "/bouquets/blush-hour/",
    "weddings": "/weddings/",
    "care": "/care/",
    "delivery": "/delivery/",
    "about": "/about/",
    "contact": "/contact/",
    "imprint": "/imprint/",
    "privacy": "/privacy/",
    "terms": "/terms/",
    "trouble": "/trouble/",
}
"""One of each kind: all bouquets have one layout, and so have the occasions."""
OWN = {
    "orders": "/shop/orders",
    "profile": "/shop/profile",
    "events": "/shop/events",
    "event-new": "/shop/events/new",
}
BACK_OFFICE = {
    "staff-day": "/shop/staff?day={day}",
    "staff-work-list": "/shop/staff/work-list?day={day}",
    "staff-stock": "/shop/staff/stock",
    "staff-days": "/shop/staff/days",
    "staff-enquiries": "/shop/staff/enquiries",
    "staff-money": "/shop/staff/money",
}


def printed(tab: Tab) -> Iterator[str]:
    """The pages that need no shop."""
    for name, path in PRINTED.items():
        tab.open(path)
        yield name


def without_account(tab: Tab, day: str) -> Iterator[str]:
    """What a stranger sees, as far as the review of their order."""
    tab.open("/shop/basket")
    arrived(tab)
    yield "basket-empty"
    Builder(tab).open()
    yield "builder"
    tab.press("Add to basket")
    expect(tab.heading("Your basket")).to_be_visible()
    yield "basket"
    tab.follow("To the checkout")
    checkout = Checkout(tab)
    expect(tab.heading("Who are they for?")).to_be_visible()
    yield "checkout-recipient"
    tab.press("Choose the day")
    expect(tab.field("Recipient")).to_be_focused()
    yield "checkout-recipient-incomplete"
    checkout.say_who()
    expect(tab.said("Delivery to")).to_be_visible()
    yield "checkout-day"
    checkout.choose_day(day)
    expect(tab.heading("What shall the card say?")).to_be_visible()
    yield "checkout-card"
    checkout.write_card("With love,\nand see you on Sunday")
    expect(tab.heading("Is everything right?")).to_be_visible()
    yield "checkout-review-stranger"
    tab.open("/shop/orders")
    arrived(tab)
    yield "sign-in"


def purchase(tab: Tab, day: str) -> Iterator[str]:
    """What somebody who is signed in sees from the review on."""
    tab.open("/shop/basket?add=blush-hour")
    tab.follow("To the checkout")
    checkout = Checkout(tab)
    checkout.say_who()
    checkout.choose_day(day)
    checkout.write_card("With love,\nand see you on Sunday")
    checkout.bill_to()
    yield "checkout-review"
    checkout.order()
    Payment(tab).type_card()
    yield "checkout-payment"
    tab.press("Pay")
    order_id = ThankYou(tab).wait()
    tab.button("Invoice").wait_for(timeout=SOON)
    yield "thank-you"
    Order(tab).open(order_id)
    yield "order"
    tab.press("Change the delivery or the card")
    yield "order-change"
    tab.press("Cancel this order")
    yield "order-cancel"
    tab.open(f"/shop/orders/{order_id}/again")
    tab.button("Add to basket").wait_for()
    yield "again"


def own(tab: Tab, store: Store, shopper: Shopper, fleur: Shopper) -> Iterator[str]:
    """What is somebody's own: with an event that is quoted for."""
    enquiry_id = asked(store, shopper)
    fleur.change("POST", f"/enquiries/{enquiry_id}/quote", sample_requests.quote())
    store.wait_until_quiet()
    for name, path in {**OWN, "event": f"/shop/events/{enquiry_id}"}.items():
        tab.open(path)
        arrived(tab)
        yield name


def back_office(tab: Tab, day: str, order_id: str, enquiry_id: str) -> Iterator[str]:
    """What florists see."""
    one = {
        "staff-order": f"/shop/staff/orders/{order_id}",
        "staff-enquiry": f"/shop/staff/enquiries/{enquiry_id}",
    }
    for name, path in {**BACK_OFFICE, **one}.items():
        tab.open(path.format(day=day))
        arrived(tab)
        yield name


def asked(store: Store, shopper: Shopper) -> str:
    """Somebody has asked about an event in two months; answers the enquiry's id."""
    day = shop_day(datetime.now(UTC)) + timedelta(days=60)
    enquiry_id = str(
        shopper.change("POST", "/enquiries", sample_requests.enquiry(day))["enquiry_id"]
    )
    store.wait_until_quiet()
    return enquiry_id


def arrived(tab: Tab) -> None:
    """Until the shop is in the place of what was printed for it, and nothing is awaited."""
    expect(tab.page.get_by_role("heading", name="The shop", exact=True)).to_have_count(0)
    expect(tab.main.get_by_role("heading", level=1)).to_be_visible()
    expect(tab.busy_words).to_have_count(0)
