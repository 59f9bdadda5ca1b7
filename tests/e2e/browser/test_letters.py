"""What e-mails lead to, and what is paid: a customer follows every link that was sent to them."""

import re

import pytest
from playwright.sync_api import expect

from local import sample_requests
from local.shopper import Shopper, wait_for
from services.contracts.identifiers import order_number
from tests.e2e.browser import tour
from tests.e2e.browser.people import People
from tests.e2e.browser.shop_pages import FLORA, SOON, Checkout, Payment, ThankYou
from tests.e2e.store import Store

LINK = re.compile(r'href="([^"]+)"|(?<=\n)(https?://\S+)')
HEADINGS = ("Build a bouquet", "Nothing grows here")
"""Of the pages that somebody sees whose link led nowhere."""


@pytest.mark.finding("H2")
def test_every_link_of_the_e_mails_to_a_customer_leads_to_its_page(
    people: People, store: Store, fleur: Shopper
) -> None:
    lena = people.newcomer("Lena")
    order = store.buy(lena.shopper, store.day(12))
    fleur.change("POST", f"/orders/{order['id']}/shipment")
    enquiry_id = tour.asked(store, lena.shopper)
    fleur.change("POST", f"/enquiries/{enquiry_id}/quote", sample_requests.quote())
    store.wait_until_quiet()
    sent = wait_for(lambda: store.letters(lena.person.email), lambda got: len(got) >= 5, "letters")

    links = {
        link
        for letter in sent
        for body in (letter["BodyText"], letter["BodyHtml"])
        for found in LINK.findall(body or "")
        for link in found
        if link
    }

    assert {f"{lena.tab.shop}/shop/events/{enquiry_id}"} < links
    assert f"{lena.tab.shop}/shop/orders/{order['id']}/invoice" in links
    for link in sorted(links):
        lena.tab.page.goto(link)
        tour.arrived(lena.tab)
        heading = lena.tab.main.get_by_role("heading", level=1)
        assert heading.inner_text() not in HEADINGS, link
        assert lena.tab.page.url == link


@pytest.mark.finding("H3")
def test_what_comes_into_the_basket_after_the_order_is_neither_shown_nor_paid(
    people: People, store: Store
) -> None:
    tab = people.newcomer("Hanna").tab
    tab.open("/shop/basket?add=blush-hour")
    tab.follow("To the checkout")
    checkout = Checkout(tab)
    checkout.say_who()
    checkout.choose_day(store.day(12))
    checkout.write_card("With love")
    checkout.bill_to(FLORA)
    checkout.order()

    tab.open("/shop/basket?add=a-dozen-red")
    tab.follow("To the checkout")
    summary = tab.main.get_by_label("Your order")
    expect(summary).to_contain_text("Blush Hour")
    expect(summary).not_to_contain_text("A Dozen Red")
    expect(summary).to_contain_text("stays in your basket")
    total = summary.locator("dd.all").inner_text()
    expect(tab.button("Pay")).to_contain_text(total)

    Payment(tab).pay()
    order_id = ThankYou(tab).wait()
    expect(tab.said(order_number(order_id))).to_be_visible(timeout=SOON)
    assert tab.in_basket == "1"
