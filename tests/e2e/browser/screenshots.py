"""`make screenshots`: pictures of every page, at a desk and on a phone, in build/screenshots."""

import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from deployment.paths import ROOT
from local.seed import CUSTOMER, FLORIST
from local.shopper import Shopper
from tests.e2e.browser import tour
from tests.e2e.browser.people import People, open_browser
from tests.e2e.browser.tab import DESKTOP, PHONE, Size, Tab
from tests.e2e.store import Store, open_store
from tests.needs import chromium

FOLDER = ROOT / "build" / "screenshots"
SIZES = {"desktop": DESKTOP, "phone": PHONE}
SETTLED = """() => {
  scrollTo({ top: 0, behavior: 'instant' });
  for (const picture of document.images) picture.loading = 'eager';
  return !document.querySelector('.skeleton')
    && document.fonts.status === 'loaded'
    && [...document.images].every(({ complete }) => complete)
    && document.getAnimations().every(({ playState }) => playState !== 'running');
}"""
"""Everything is there and stands still. (Never is the network idle where an order is followed.)"""
LONGEST_SECONDS = 15
PAINTED_MS = 300


def take(store: Store, people: People, size_name: str, size: Size) -> None:
    """Every page once, in this size."""
    day = store.day(0)
    fleur = Shopper.signed_in(store.outputs, FLORIST)
    stranger, newcomer = people.stranger(size), people.newcomer(CUSTOMER.name.split()[0], size)
    _shoot(stranger, size_name, chain(tour.printed(stranger), tour.without_account(stranger, day)))
    own = tour.own(newcomer.tab, store, newcomer.shopper, fleur)
    _shoot(newcomer.tab, size_name, chain(tour.purchase(newcomer.tab, day), own))
    order = store.buy(newcomer.shopper, day, {"blush-hour": 1})
    enquiry_id = tour.asked(store, newcomer.shopper)
    florist = people.known(FLORIST, size)
    _shoot(florist, size_name, tour.back_office(florist, day, order["id"], enquiry_id))


def _shoot(tab: Tab, size_name: str, stops: Iterator[str]) -> None:
    # What is seen first may stand in another font: a late one is for the next page.
    tab.open("/about/")
    for name in stops:
        _settle(tab)
        # Dialogs stand before the screen, and frames are not painted beyond its edge.
        is_whole = tab.page.locator("dialog[open], iframe").count() == 0
        tab.page.screenshot(path=FOLDER / f"{name}-{size_name}.png", full_page=is_whole)
        print(f"  {name}-{size_name}.png")


def _settle(tab: Tab) -> None:
    """Until the page has come to rest. Raises TimeoutError naming it."""
    last = time.monotonic() + LONGEST_SECONDS
    while not tab.page.evaluate(SETTLED):
        if time.monotonic() > last:
            raise TimeoutError(f"{tab.page.url} does not come to rest")
        tab.page.wait_for_timeout(PAINTED_MS)
    # What an SVG refers to, and frames, are painted a moment later.
    tab.page.wait_for_timeout(PAINTED_MS)


def main() -> int:
    """The command's entry."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not chromium():
        print("Chromium is missing: apt-get install chromium (Debian, Ubuntu)", file=sys.stderr)
        return 1
    with (
        open_browser() as browser,
        tempfile.TemporaryDirectory() as home,
        open_store(Path(home)) as store,
    ):
        people = People(browser, store)
        for size_name, size in SIZES.items():
            take(store, people, size_name, size)
    print(f"The pictures are in {FOLDER}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
