"""What the shop lets in, and what its addresses lead to."""

import pytest
from playwright.sync_api import Error, expect

from tests.claims import proves
from tests.e2e.browser.people import People
from tests.e2e.browser.tab import Tab

STRING_AS_MARKUP = "document.body.innerHTML = '<p>not ours</p>'"
INLINE_SCRIPT = """
    const script = document.createElement('script');
    script.text = 'window.isOurs = false';
    document.body.append(script);
"""


@proves("T02")
def test_no_string_becomes_script_or_markup(people: People) -> None:
    tab = people.stranger()
    tab.open("/shop/")
    for attempt in (STRING_AS_MARKUP, INLINE_SCRIPT):
        with pytest.raises(Error, match=r"TrustedHTML|TrustedScript"):
            tab.page.evaluate(f"() => {{ {attempt} }}")
    assert tab.page.evaluate("window.isOurs") is None
    assert tab.complaints
    tab.complaints.clear()


def test_every_address_of_the_shop_can_be_opened_by_itself(somebody: Tab) -> None:
    for path, heading in {
        "/shop": "Build a bouquet",
        "/shop/basket": "Your basket",
        "/shop/checkout": "Your basket is empty",
        "/shop/orders": "Please sign in",
        "/shop/nowhere": "Nothing grows here",
    }.items():
        somebody.open(path)
        expect(somebody.heading(heading)).to_be_visible()


def test_an_address_of_nothing_says_so(people: People) -> None:
    tab = people.stranger()
    answer = tab.page.goto(f"{tab.shop}/nowhere/at/all")
    assert answer
    assert answer.status == 404
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert "max-age" in answer.headers["strict-transport-security"]
    expect(tab.heading("Nothing grows here")).to_be_visible()
    tab.complaints.clear()
