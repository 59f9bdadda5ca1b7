"""The shop's pages as a person uses them: what they find there, and what they do with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Download, FrameLocator, Locator, expect

from local.seed import CUSTOMER, Person
from local.shopper import wait_for
from services.contracts.identifiers import order_number
from tests.e2e.browser.tab import Tab
from tests.e2e.store import Store

VISA = "4242 4242 4242 4242"
MASTERCARD = "5555 5555 5555 4444"
BROKE = "4000 0000 0000 9995"
ASKING = "4000 0000 0000 3220"
"""Its bank wants to see the cardholder (3-D Secure)."""
SOON = 60_000
"""Milliseconds in which several services have worked on something, with a large margin."""


@dataclass(frozen=True)
class Address:
    """Somebody's."""

    name: str
    street: str
    postcode: str
    city: str


GRANDMA = Address("Grandma Rose", "Torstraße 12", "10119", "Berlin")
FLORA = Address("Flora Amaryllis", "Gartenweg 7", "10115", "Berlin")
PHONE = "030 1234567"


def write_address(tab: Tab, address: Address, who: str) -> None:
    """Fill in an address; `who` is what the form calls the name."""
    tab.write(tab.field(who), address.name)
    tab.write(tab.field("Street and number"), address.street)
    tab.write(tab.field("Postcode"), address.postcode)
    tab.write(tab.field("City"), address.city)


class Builder:
    """A bouquet, stem by stem."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def open(self, recipe: str = "") -> None:
        """The recipe as in its address, such as `3-rose-red.2-fern`; empty: one to begin with."""
        self.tab.open(f"/shop/?stems={recipe}" if recipe else "/shop/")
        expect(self.price).to_contain_text("€")

    def take(self, stem: str) -> None:
        """One more."""
        self.tab.click(self.tab.button(f"One {stem} more"))

    def put_back(self, stem: str) -> None:
        """One less."""
        self.tab.click(self.tab.button(f"One {stem} less"))

    def ask_for(self, day: str) -> None:
        """What there is on a day; ISO 8601."""
        self.tab.pick("For which day?", day)

    @property
    def picture(self) -> Locator:
        """The bouquet, whose name tells what is in it."""
        return self.tab.main.get_by_role("img", name="Your bouquet:")

    @property
    def price(self) -> Locator:
        """How many stems, for how much."""
        return self.tab.main.locator(".preview p.price")


class Checkout:
    """From the basket to the review, a step a page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def say_who(self, recipient: Address = GRANDMA) -> None:
        """Who gets the flowers."""
        write_address(self.tab, recipient, "Recipient")
        self.tab.write(self.tab.field("Phone of the recipient"), PHONE)
        self.tab.press("Choose the day")

    def choose_day(self, day: str) -> None:
        """When; ISO 8601."""
        choice = self.tab.main.locator("label").filter(
            has=self.tab.page.locator(f"input[value='{day}']")
        )
        self.tab.click(choice)
        self.tab.press("Write the card")

    def write_card(self, words: str) -> None:
        """What the card says."""
        self.tab.write(self.tab.main.get_by_label("Card message"), words)
        self.tab.press("Review the order")

    def sign_in(self, person: Person = CUSTOMER) -> None:
        """The review asks for it, and is there again afterwards."""
        expect(self.tab.heading("Is everything right?")).to_be_visible()
        self.tab.sign_in(person)

    def sign_in_by_code(self, email: str, code: Callable[[], str]) -> None:
        """The review asks for it, and goes on where it is."""
        expect(self.tab.heading("Is everything right?")).to_be_visible()
        self.tab.sign_in_by_code(email, code)

    def bill_to(self, buyer: Address = FLORA) -> None:
        """Where the invoice goes."""
        write_address(self.tab, buyer, "Your name")

    def order(self) -> None:
        """With obligation to pay; then it can be paid."""
        self.tab.press("Order with obligation to pay")
        expect(self.tab.heading("How do you want to pay?")).to_be_visible(timeout=SOON)


class Payment:
    """Paying for an order."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def type_card(self, number: str = VISA) -> None:
        """In the provider's own frame, which keeps what is typed."""
        card = frame_of(self.tab, "Card")
        self.tab.write(card.get_by_label("Card number"), number)
        self.tab.write(card.get_by_label("Expires"), "12 / 34")
        self.tab.write(card.get_by_label("Security code"), "123")

    def pay(self, number: str = VISA) -> None:
        """With a new card."""
        self.type_card(number)
        self.tab.press("Pay")

    def answer_the_bank(self, words: str = "Yes, it is me") -> None:
        """In the frame of the bank, which asks whether it is them."""
        self.tab.click(frame_of(self.tab, "Your bank").get_by_role("button", name=words))


class Wallet:
    """The cards of a profile."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def store(self, number: str) -> None:
        """A new card, for the next times."""
        self.tab.press("Store a card")
        Payment(self.tab).type_card(number)
        self.tab.press("Store this card")


def code_for(store: Store, email: str) -> str:
    """The code of the last e-mail to an address, once it is there."""
    wait_for(lambda: store.letters(email), bool, f"the code for {email}")
    found = re.search(r"\d{6,8}", store.letters(email)[-1]["BodyText"])
    assert found
    return found[0]


def frame_of(tab: Tab, title: str) -> FrameLocator:
    """A frame of the payment provider."""
    return tab.page.frame_locator(f"iframe[title='{title}']")


class ThankYou:
    """The order is paid."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def wait(self) -> str:
        """Until the page is there; answers the order's id."""
        self.tab.page.wait_for_url(re.compile("/shop/thank-you/"), timeout=SOON)
        return self.tab.page.url.rsplit("/", 1)[1]

    def invoice(self) -> Download:
        """The invoice, once it is drawn."""
        self.tab.button("Invoice").wait_for(timeout=SOON)
        return self.tab.save("Invoice")


class Order:
    """One order's page."""

    def __init__(self, tab: Tab) -> None:
        self.tab = tab

    def open(self, order_id: str) -> None:
        """By its address."""
        self.tab.open(f"/shop/orders/{order_id}")
        expect(self.tab.said(order_number(order_id))).to_be_visible()

    @property
    def standing(self) -> Locator:
        """For whom and when it is, and how it stands."""
        return self.tab.main.locator("p").filter(has_text=re.compile(r"^\s*(For|At) ")).first
