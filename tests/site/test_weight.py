"""What a page makes a telephone fetch, in bytes as they are sent."""

import pytest

from tests.site.built import Page, Site, read


def fetched(site: Site, page: Page) -> int:
    """The page and all that it names at once: styles, script, fonts and every picture."""
    scripts = [e.get("src") for e in page.all("script") if e.get("src")]
    links = [e.get("href") for e in page.all("link") if e.get("rel") in ("stylesheet", "preload")]
    pictures = [e.get("src") for e in page.all("img")]
    icon = page.the("link", rel="icon").get("href")
    return sum(site.size(path) for path in {page.path, icon, *scripts, *links, *pictures})


def test_the_gallery_is_light_with_every_picture_that_it_has(site: Site) -> None:
    assert fetched(site, site.pages["/bouquets/"]) <= 250_000


def test_no_page_of_the_site_is_heavy(site: Site) -> None:
    heavy = {
        path: fetched(site, page) for path, page in site.pages.items() if not page.all("cr-root")
    }
    assert {path: size for path, size in heavy.items() if size > 350_000} == {}


def test_what_is_seen_first_is_not_put_off_and_the_rest_is(site: Site) -> None:
    pictures = site.pages["/bouquets/"].all("img", width="360")
    lazy = [picture.get("loading") == "lazy" for picture in pictures]
    assert lazy == [False] * 4 + [True] * (len(lazy) - 4)


@pytest.mark.parametrize("path", ["/", "/weddings/"])
def test_the_picture_that_is_seen_first_comes_first(site: Site, path: str) -> None:
    assert len(site.pages[path].all("img", fetchpriority="high")) == 1


def test_the_script_of_a_static_page_and_the_stylesheet_keep_to_their_budgets(site: Site) -> None:
    app = read("app.json")
    assert site.size(f"/app/{app['site']}") <= 2_000
    assert site.size(f"/app/{app['styles']}") <= 8_000
