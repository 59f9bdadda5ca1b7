"""Every page can be found, read and used, and leads only where something is."""

import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from stacks.config import ROOT
from tests.site.built import Site, build

URL = "https://crassula.example"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ELSEWHERE = ("mailto:", "tel:")
ERRORS = ("/404.html", "/trouble/")
ROUTES = ROOT / "frontend" / "shop" / "app"


def shop_routes() -> set[str]:
    """The paths of the shop's pages, from its own route tables."""
    tables = (ROUTES / "app.routes.ts", ROUTES / "account.routes.ts")
    path = re.compile(r"(?:path: |pageRoute\()'([^']*)'")
    return {found for table in tables for found in path.findall(table.read_text())}


def test_a_page_says_what_it_is_in_words_of_its_own(site: Site) -> None:
    for page in site.pages.values():
        assert page.the("html").get("lang") == "en", page
        assert page.the("title").text.endswith(("Crassula", "arranged by you")), page
        assert len(page.the("title").text) <= 65, page
        assert 40 <= len(page.meta("description")) <= 170, page
        assert page.meta("og:title") == page.the("title").text, page
    for what in (
        [page.the("title").text for page in site.pages.values()],
        [page.meta("description") for page in site.pages.values()],
    ):
        assert [words for words, times in Counter(what).items() if times > 1] == []


def test_a_page_has_one_address_and_what_is_no_page_is_not_to_be_found(site: Site) -> None:
    for path, page in site.pages.items():
        canonical = page.all("link", rel="canonical")
        if path in ERRORS:
            assert page.meta("robots") == "noindex"
            assert canonical == []
        else:
            assert [link.get("href") for link in canonical] == [URL + path]
            assert page.meta("og:url") == URL + path
            assert page.meta("robots") == ""


def test_the_sitemap_lists_every_page(site: Site) -> None:
    listed = ET.parse(site.folder / "sitemap.xml")  # noqa: S314 - our own file
    addresses = [location.text for location in listed.iter(f"{SITEMAP}loc")]
    assert sorted(addresses, key=str) == sorted(URL + p for p in site.pages if p not in ERRORS)
    assert f"Sitemap: {URL}/sitemap.xml" in (site.folder / "robots.txt").read_text()


def test_every_link_leads_somewhere(site: Site) -> None:
    for page in site.pages.values():
        for reference in page.references():
            if reference.startswith(ELSEWHERE):
                continue
            to = urlsplit(reference)
            assert to.netloc in ("", urlsplit(URL).netloc), f"{page} names {reference}"
            path = to.path or page.path
            assert site.file(path).is_file(), f"{page} names {reference}"
            if to.fragment:
                assert to.fragment in site.pages[path].ids, f"{page} names {reference}"


def test_every_way_into_the_shop_is_one_of_its_pages(site: Site) -> None:
    ways = {
        urlsplit(reference).path.removeprefix("/shop/")
        for page in site.pages.values()
        for reference in page.references()
        if reference.startswith("/shop/")
    }
    assert {"", "basket", "orders", "profile", "events/new"} <= ways
    assert ways <= shop_routes()


def test_what_the_stylesheet_and_the_manifest_name_is_there(site: Site) -> None:
    (styles,) = (site.folder / "app").glob("styles-*.css")
    named = re.findall(r"url\(([^)]+)\)", styles.read_text())
    assert named
    for name in named:
        place = name.strip("\"'")
        if not place.startswith("data:"):
            at = site.folder / place.lstrip("/") if place.startswith("/") else styles.parent / place
            assert at.is_file(), name
    for name in re.findall(r'"src": "([^"]+)"', (site.folder / "manifest.json").read_text()):
        assert site.file(name).is_file(), name


def test_social_networks_find_a_picture(site: Site) -> None:
    for page in site.pages.values():
        picture = page.meta("og:image")
        assert picture.startswith(f"{URL}/assets/img/"), page
        assert site.file(picture.removeprefix(URL)).is_file(), page
        assert page.meta("og:image:alt"), page


def test_nothing_inline_that_the_security_policy_would_forbid(site: Site) -> None:
    for page in site.pages.values():
        assert page.all("style") == [], page
        for element in page.elements:
            assert "style" not in element.attributes, f"{page}: {element}"
            assert not any(name.startswith("on") for name in element.attributes), page
        for script in page.all("script"):
            assert script.get("src") or script.get("type") == "application/ld+json", page


def test_a_screen_reader_finds_its_way(site: Site) -> None:
    for page in site.pages.values():
        levels = [int(e.tag[1]) for e in page.elements if re.fullmatch("h[1-6]", e.tag)]
        assert levels.count(1) == 1, page
        steps = [below - above for above, below in zip([0, *levels], levels, strict=False)]
        assert max(steps) == 1, f"{page}: {levels}"
        assert len(page.all("main")) == len(page.all("header")) == len(page.all("footer")) == 1
        labels = [nav.get("aria-label") for nav in page.all("nav")]
        assert all(labels), page
        assert len(labels) == len(set(labels)), f"{page}: {labels}"
        assert len(page.ids) == len(set(page.ids)), page
        first = page.all("a")[0]
        assert first.get("href") == "#main"
        assert page.the("main").get("id") == "main"


def test_every_link_has_words(site: Site) -> None:
    for page in site.pages.values():
        for link in page.all("a"):
            assert link.text, f"{page}: {link}"


def test_pictures_keep_their_place_and_say_what_they_show(site: Site) -> None:
    for page in site.pages.values():
        for picture in page.all("img"):
            assert "alt" in picture.attributes, f"{page}: {picture}"
            assert picture.get("width"), f"{page}: {picture}"
            assert picture.get("height"), f"{page}: {picture}"


def test_a_section_is_named_by_a_heading_of_its_page(site: Site) -> None:
    for page in site.pages.values():
        for section in page.all("section"):
            named_by = section.get("aria-labelledby")
            assert not named_by or named_by in page.ids, f"{page}: {section}"


def test_the_shop_is_mounted_in_a_page_that_says_so_without_script(site: Site) -> None:
    shop = site.pages["/shop/"]
    assert shop.the("cr-root").text
    assert "JavaScript" in shop.the("noscript").text
    assert shop.the("script", type="module").get("src").startswith("/app/main-")
    assert all(not page.all("cr-root") for path, page in site.pages.items() if path != "/shop/")


def test_what_goes_wrong_is_told_calmly_with_a_way_on(site: Site) -> None:
    trouble = site.pages["/trouble/"]
    assert "Nothing that you have ordered is lost" in trouble.text
    # It is sent instead of another page: an empty address asks for that one again.
    assert "Try again" in [link.text for link in trouble.all("a", href="")]
    assert site.pages["/404.html"].all("a", href="/bouquets/")


def test_the_same_source_gives_the_same_bytes(site: Site, tmp_path: Path) -> None:
    def files(folder: Path) -> dict[str, bytes]:
        return {
            str(file.relative_to(folder)): file.read_bytes()
            for file in folder.rglob("*")
            if file.is_file()
        }

    build(tmp_path)
    once, again = files(site.folder), files(tmp_path)
    assert set(once) == set(again)
    assert [name for name, content in once.items() if content != again[name]] == []
