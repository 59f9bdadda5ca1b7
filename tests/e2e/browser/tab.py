"""A tab of somebody's browser: what they do in it is counted, what it complains of is kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypedDict
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Download, Locator, Page, expect

from local.seed import Person

SIGN_IN_KEPT = "oidc.user:"
"""What the shop's sign-in keeps in the tab begins so."""


class Size(TypedDict):
    """A screen's, in CSS pixels."""

    width: int
    height: int


DESKTOP = Size(width=1280, height=900)
PHONE = Size(width=390, height=844)


@dataclass
class Effort:
    """What a person has done with their hands."""

    clicks: int = 0
    fields: int = 0


class Tab:
    """One tab, in the deployed shop."""

    def __init__(self, page: Page, shop: str) -> None:
        self.page = page
        self.shop = shop
        self.effort = Effort()
        self.complaints: list[str] = []
        self.is_api_failing = False
        """Whether the test lets the API fail: the browser itself reports what did not load."""
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    # ---- what a person does ------------------------------------------------------------------

    def open(self, path: str) -> None:
        """Write an address of the shop into the address bar."""
        self.page.goto(self.shop + path)

    def click(self, what: Locator) -> None:
        """Click once."""
        self.effort.clicks += 1
        what.click()

    def write(self, where: Locator, words: str) -> None:
        """Fill in a field."""
        self.effort.fields += 1
        where.fill(words)

    def pick(self, label: str, option: str) -> None:
        """One of a list, by its words or its value."""
        self.effort.fields += 1
        self.field(label).select_option(option)

    def press(self, name: str) -> None:
        """Click the button of this name, or of one that begins so."""
        self.click(self.button(name))

    def follow(self, name: str) -> None:
        """Click the page's link of this name."""
        self.click(self.main.get_by_role("link", name=name).first)

    def choose(self, name: str) -> None:
        """Choose one of several: a radio button is as large as its words."""
        self.click(self.main.locator("label").filter(has_text=name).first)

    def save(self, name: str) -> Download:
        """Click what starts a download, and have it."""
        with self.page.expect_download() as download:
            self.press(name)
        return download.value

    def sign_in(self, person: Person) -> None:
        """With a password, from a page of the shop that asks who is there."""
        self.press("Use a password instead")
        self.press("Sign in")
        self.fill_in_sign_in(person)

    def sign_in_by_code(self, email: str, code: Callable[[], str]) -> None:
        """With a code from an e-mail, which `code` waits for. Nobody presses a button for it."""
        self.write(self.field("E-mail"), email)
        self.press("Send me a code")
        expect(self.said("We have sent a code")).to_be_visible()
        self.write(self.field("Code from our e-mail"), code())

    def fill_in_sign_in(self, person: Person) -> None:
        """At the sign-in page, which then leads back."""
        self.write(self.page.locator("input[name=username]"), person.email)
        self.write(self.page.locator("input[name=password]"), person.password)
        self.click(self.page.locator("[type=submit]"))
        self.page.wait_for_url(f"{self.shop}/shop/**")

    # ---- what a person sees ------------------------------------------------------------------

    @property
    def main(self) -> Locator:
        """What the page is about, without its head and foot."""
        return self.page.locator("main")

    def button(self, name: str) -> Locator:
        """The button whose name begins so."""
        return self.main.get_by_role("button", name=name).first

    def field(self, label: str) -> Locator:
        """What is written under this label."""
        return self.main.get_by_label(label, exact=True)

    def heading(self, words: str) -> Locator:
        """A heading with these words."""
        return self.main.get_by_role("heading", name=words)

    def said(self, words: str) -> Locator:
        """Some text of the page."""
        return self.main.get_by_text(words).first

    def card(self, name: str) -> Locator:
        """Something of the gallery."""
        heading = self.page.get_by_role("heading", name=name)
        return self.main.get_by_role("link").filter(has=heading)

    @property
    def busy_words(self) -> Locator:
        """What the page says while one waits."""
        return self.main.locator("cr-waiting, cr-skeleton")

    @property
    def in_basket(self) -> str:
        """The number in the page's head; empty: nothing."""
        return self.page.locator("[data-basket]").inner_text()

    # ---- behind the page ---------------------------------------------------------------------

    def kept(self, storage: str) -> dict[str, str]:
        """What the shop keeps in `localStorage` or `sessionStorage`."""
        found: dict[str, str] = json.loads(self.page.evaluate(f"JSON.stringify({storage})"))
        return found

    def sign_in_kept(self) -> dict[str, str]:
        """The sign-in, as the tab keeps it."""
        kept = self.kept("sessionStorage")
        return {name: value for name, value in kept.items() if name.startswith(SIGN_IN_KEPT)}

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not self._is_expected(message):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def _is_expected(self, message: ConsoleMessage) -> bool:
        """Whether it is the browser that reports an answer which the shop knows how to take."""
        about = urlsplit(message.location["url"])
        if about.path == "/favicon.ico":  # of the emulator's sign-in page, which has none
            return True
        if self.is_api_failing and message.type == "warning":  # the shop's own note of it
            return True
        # Cognito refuses a code, or knows the address already: the page tells it in words.
        if about.netloc != urlsplit(self.shop).netloc and "400" in message.text:
            return True
        is_of_the_api = about.path.startswith("/api/")
        # A view that is not there yet: the shop asks again (T05).
        return is_of_the_api and ("503" in message.text or self.is_api_failing)
