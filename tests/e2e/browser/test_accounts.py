"""Accounts: made, signed in to and out of, and what a browser keeps of them."""

import uuid

import pytest
from playwright.sync_api import expect

from local.seed import PASSWORD, Person
from local.shopper import wait_for
from tests.e2e.browser.people import People
from tests.e2e.browser.shop_pages import SOON, code_for
from tests.e2e.browser.tab import Size, Tab
from tests.e2e.store import Store


@pytest.mark.finding("M3")
def test_an_account_is_made_and_confirmed_by_the_code_of_a_letter(
    store: Store, somebody: Tab
) -> None:
    person = Person(f"nora-{uuid.uuid4().hex[:6]}@crassula.test", "Nora Narzisse")
    somebody.open("/shop/orders")
    somebody.press("Use a password instead")
    somebody.follow("Create an account")
    somebody.write(somebody.field("Your name"), person.name)
    somebody.write(somebody.field("E-mail"), person.email)
    somebody.write(somebody.field("Password"), PASSWORD)
    somebody.press("Create the account")
    somebody.write(somebody.field("Code"), "123456")
    wait_for(lambda: store.letters(person.email), bool, "the letter with the code")
    somebody.press("Confirm and sign in")

    expect(somebody.heading("Your orders")).to_be_visible(timeout=SOON)


@pytest.mark.finding("M3")
def test_who_has_an_account_comes_back_by_a_code_from_a_letter(
    people: People, store: Store, size: Size
) -> None:
    person = people.newcomer("Nele").person
    tab = people.stranger(size)
    tab.open("/shop/orders")
    tab.sign_in_by_code(person.email, lambda: code_for(store, person.email))

    expect(tab.heading("Your orders")).to_be_visible(timeout=SOON)


@pytest.mark.finding("M3")
def test_a_wrong_code_is_told_and_another_one_can_be_sent(
    people: People, store: Store, size: Size
) -> None:
    person = people.newcomer("Nils").person
    tab = people.stranger(size)
    tab.open("/shop/orders")
    tab.sign_in_by_code(person.email, lambda: "00000000")
    expect(tab.said("This is not the code that we sent")).to_be_visible()
    sent = len(store.letters(person.email))
    tab.press("Send a new code")
    wait_for(lambda: len(store.letters(person.email)), lambda n: n > sent, "a further code")
    tab.write(tab.field("Code from our e-mail"), code_for(store, person.email))

    expect(tab.heading("Your orders")).to_be_visible(timeout=SOON)


@pytest.mark.finding("M14")
def test_a_further_tab_of_the_browser_knows_who_is_there_until_they_sign_out(
    people: People,
) -> None:
    tab = people.newcomer("Selda").tab
    tab.open("/shop/orders")
    expect(tab.heading("Your orders")).to_be_visible()
    further = Tab(tab.page.context.new_page(), tab.shop)
    further.open("/shop/orders")
    expect(further.heading("Your orders")).to_be_visible()
    assert "eyJ" not in str(further.kept("localStorage"))

    tab.press("Sign out")

    further.page.wait_for_url(f"{tab.shop}/")
    assert further.sign_in_kept() == {}
    assert further.complaints == []


def test_tokens_are_kept_in_the_tab_alone_and_forgotten_at_the_way_out(people: People) -> None:
    tab = people.newcomer("Selma").tab
    tab.open("/shop/basket?add=blush-hour")
    expect(tab.heading("Your basket")).to_be_visible()
    tab.open("/shop/orders")
    expect(tab.heading("Your orders")).to_be_visible()
    assert tab.sign_in_kept()
    assert list(tab.kept("localStorage")) == ["crassula.basket"]
    assert "eyJ" not in str(tab.kept("localStorage"))
    assert tab.page.context.cookies(tab.shop) == []

    tab.press("Sign out")

    tab.page.wait_for_url(f"{tab.shop}/")
    assert tab.sign_in_kept() == {}
    assert tab.in_basket == "1"


def test_the_basket_is_kept_through_signing_in(people: People) -> None:
    person = people.newcomer("Stella").person
    tab = people.stranger()
    tab.open("/shop/basket?add=blush-hour")
    expect(tab.said("Blush Hour")).to_be_visible()
    tab.open("/shop/orders")
    tab.sign_in(person)

    expect(tab.heading("Your orders")).to_be_visible()
    assert tab.in_basket == "1"
