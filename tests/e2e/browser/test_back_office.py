"""A florist's jobs, in the back office: at a desk, and with a phone in the van."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.sync_api import expect

from local import sample_requests
from local.shopper import Shopper
from services.policy.delivery import shop_day
from tests.claims import proves
from tests.e2e.browser.shop_pages import GRANDMA, SOON
from tests.e2e.browser.tab import Tab
from tests.e2e.store import Store


def test_the_days_orders_are_shipped_and_delivered_together(
    store: Store, flora: Shopper, felix: Shopper, florist: Tab
) -> None:
    day = store.day(15)
    for shopper in (flora, felix):
        store.buy(shopper, day)
    chosen = florist.main.locator(".bulk")
    florist.open(f"/shop/staff?day={day}&status=confirmed")
    florist.choose("Choose all")
    florist.click(chosen.get_by_role("button", name="Ship"))
    expect(florist.said("orders shipped")).to_be_visible(timeout=SOON)

    for shopper in (flora, felix):
        shopper.wait_for_order(
            shopper.get("/orders").body["orders"][0]["id"],
            lambda order: order["state"] == "shipped",
            "has left",
        )
    florist.open(f"/shop/staff?day={day}&status=shipped")
    florist.choose("Choose all")
    florist.click(chosen.get_by_role("button", name="Record 2 deliveries"))
    florist.click(chosen.get_by_role("button", name="Yes, 2 delivered"))

    expect(florist.said("orders delivered")).to_be_visible(timeout=SOON)


@pytest.mark.finding("H6")
def test_a_double_click_ships_an_order_and_it_is_undone(
    store: Store, flora: Shopper, florist: Tab
) -> None:
    order = store.buy(flora, store.day(1))
    florist.open(f"/shop/staff/orders/{order['id']}")
    florist.button("Ship").dblclick()
    florist.press("Undo shipping")
    expect(florist.said("Took the shipment back")).to_be_visible(timeout=SOON)
    shown = flora.get(f"/orders/{order['id']}").body
    assert (shown["state"], shown["payment"]["state"]) == ("confirmed", "authorised")


@pytest.mark.finding("M10")
def test_an_order_is_found_by_the_beginning_of_a_name(
    store: Store, flora: Shopper, florist: Tab
) -> None:
    order = store.buy(flora, store.day(14))
    florist.open("/shop/staff/search")
    florist.write(florist.field("Name, phone, e-mail or order number"), order["id"][:12])
    florist.press("Find")
    florist.follow(order["delivery"]["recipient"]["name"])
    expect(florist.said(order["id"])).to_be_visible(timeout=SOON)


@pytest.mark.finding("H5")
def test_a_new_day_is_opened_and_stems_are_brought_for_it(store: Store, florist: Tab) -> None:
    day = (date.fromisoformat(store.days()[-1]["day"]) + timedelta(days=7)).isoformat()
    florist.open("/shop/staff/days")
    florist.press("Open days in all zones")
    florist.write(florist.field("First day"), day)
    florist.press("Open in all zones")
    florist.follow("bring stems for it")
    florist.write(florist.field("Counted: Red rose"), "150")
    florist.press("Save 1 count")
    expect(florist.said("1 item saved")).to_be_visible(timeout=SOON)
    store.wait_until_quiet()
    assert store.stock("rose-red", day) == 150


def test_the_work_list_says_what_to_cut_and_what_to_write(
    store: Store, flora: Shopper, florist: Tab
) -> None:
    day = store.day(14)
    store.buy(flora, day, {"just-the-one": 2})
    store.wait_until_quiet()

    florist.open(f"/shop/staff/work-list?day={day}")

    expect(florist.heading("Stems to cut")).to_be_visible()
    expect(florist.said("Eucalyptus")).to_be_visible()
    expect(florist.said("For no reason but you.")).to_be_visible()
    expect(florist.button("Print")).to_be_enabled()


def test_a_stem_is_replaced_by_another(store: Store, flora: Shopper, florist: Tab) -> None:
    order = store.buy(flora, store.day(14), {"rose-red": 3})
    florist.open(f"/shop/staff/orders/{order['id']}")
    florist.click(florist.said("Substitute stems"))
    florist.pick("Instead of", "rose-red")
    florist.pick("Take", "rose-white")
    florist.write(florist.field("How many"), "1")
    florist.press("Substitute")

    expect(florist.said("Substituted: 1 White rose")).to_be_visible(timeout=SOON)


def test_stems_are_counted_and_the_count_is_written_down(
    store: Store, fleur: Shopper, florist: Tab
) -> None:
    day, why = store.day(14), f"broken in the van {uuid.uuid4().hex[:6]}"
    before = store.stock("daisy", day)
    florist.open(f"/shop/staff/stock?day={day}")
    expect(florist.main.locator("input[type=date]").first).to_have_value(day)
    florist.write(florist.field("Counted: Ox-eye daisy"), "-7")
    florist.write(florist.field("Why (optional)"), why)
    florist.press("Save 1 count")

    expect(florist.said(why)).to_be_visible(timeout=SOON)
    store.wait_until_quiet()
    assert store.stock("daisy", day) == before - 7


def test_a_day_is_closed_and_opened_again(store: Store, florist: Tab) -> None:
    (day,) = [each for each in store.days() if each["day"] == store.day(8)]
    words = f"{date.fromisoformat(day['day']):%A} {date.fromisoformat(day['day']).day}"
    florist.open("/shop/staff/days")
    for is_closed in (True, False):
        florist.press(f"Change {day['zone_name']}, {words}")
        florist.write(florist.field("Deliveries in all"), "60")
        florist.main.get_by_role("checkbox", name="Closed").set_checked(is_closed)
        florist.write(florist.field("Why"), "the van")
        florist.press("Set the day")
        expect(florist.field("Why")).to_be_hidden(timeout=SOON)
        store.wait_until_quiet()
        assert (day["day"] not in [each["day"] for each in store.days()]) is is_closed


@proves("U1.3")
def test_an_enquiry_is_answered_with_a_quote(store: Store, flora: Shopper, florist: Tab) -> None:
    occasion = f"Golden wedding {uuid.uuid4().hex[:6]}"
    asked = {
        **sample_requests.enquiry(shop_day(datetime.now(UTC)) + timedelta(days=60)),
        "occasion": occasion,
    }
    flora.change("POST", "/enquiries", asked)
    store.wait_until_quiet()
    florist.open("/shop/staff/enquiries")
    florist.follow(occasion)
    florist.write(florist.field("What"), "Bridal bouquet")
    florist.write(florist.field("How many"), "1")
    florist.write(florist.field("Each, in EUR"), "189")
    florist.write(florist.field("Deposit in EUR"), "80")
    florist.press("Send the quote")

    expect(florist.heading("New quote")).to_be_visible(timeout=SOON)


def test_the_books_are_compared_with_the_banks(florist: Tab) -> None:
    florist.open("/shop/staff/money")

    expect(florist.heading("Money")).to_be_visible()
    expect(florist.main.get_by_role("status").first).to_be_visible()


def test_customers_do_not_get_in(customer: Tab) -> None:
    customer.open("/shop/staff")

    expect(customer.said("This part of the shop is for our florists.")).to_be_visible()
    assert GRANDMA.name not in customer.main.inner_text()
