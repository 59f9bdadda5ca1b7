"""Who comes into the shop, each with a browser of their own."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, expect, sync_playwright

from local.seed import Person
from local.shopper import Shopper
from tests.e2e.browser.tab import DESKTOP, Size, Tab
from tests.e2e.store import Store
from tests.needs import chromium

FLAGS = [
    "--no-sandbox",  # of containers, whose tests run as root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
]
TIMEOUT_MS = 20_000
"""For any one thing: a large margin, for machines that do much else."""


@contextmanager
def open_browser() -> Iterator[Browser]:
    """The machine's own Chromium, which is there."""
    expect.set_options(timeout=TIMEOUT_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        browser.close()


@dataclass
class People:
    """Who comes into the shop, each with a browser of their own."""

    browser: Browser
    store: Store
    tabs: list[Tab] = field(default_factory=list)
    signed_in: dict[str, str] = field(default_factory=dict)
    """A sign-in of each person, as JSON of what a tab keeps of it."""

    @property
    def shop(self) -> str:
        """The shop's address."""
        return self.store.outputs["SiteUrl"]

    def stranger(self, size: Size = DESKTOP) -> Tab:
        """Somebody whom the shop does not know."""
        context = self.browser.new_context(
            viewport=size, locale="en-GB", timezone_id="Europe/Berlin"
        )
        context.set_default_timeout(TIMEOUT_MS)
        tab = Tab(context.new_page(), self.shop)
        self.tabs.append(tab)
        return tab

    def known(self, person: Person, size: Size = DESKTOP) -> Tab:
        """Somebody who has signed in, once for all tests, and then opens this tab."""
        if person.email not in self.signed_in:
            first = self.stranger()
            first.open("/shop/orders")
            first.sign_in(person)
            first.page.wait_for_url("**/shop/orders")
            self.signed_in[person.email] = json.dumps(first.sign_in_kept())
        tab = self.stranger(size)
        tab.open("/robots.txt")
        tab.page.evaluate(f"Object.assign(sessionStorage, {self.signed_in[person.email]})")
        return tab

    def newcomer(self, name: str, size: Size = DESKTOP) -> "Newcomer":
        """Somebody with an account in which there is nothing yet."""
        person = Person(f"{name.lower()}-{uuid.uuid4().hex[:6]}@crassula.test", name)
        shopper = self.store.welcome(person)
        return Newcomer(person, shopper, self.known(person, size))

    def leave(self) -> None:
        """Close what is open."""
        for tab in self.tabs:
            tab.page.context.close()
        self.tabs.clear()


@dataclass
class Newcomer:
    """Somebody who has just made an account, at the API and in a browser."""

    person: Person
    shopper: Shopper
    tab: Tab
