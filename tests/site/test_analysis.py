"""The report of the failure analysis, which the site shows under its own strict policy."""

import pytest

from tests.site.built import ANALYSIS, Site


def test_every_page_leads_to_how_the_shop_fails(site: Site) -> None:
    for page in site.pages.values():
        if page.all("footer"):
            assert ANALYSIS in page.references()


def test_it_has_no_script_and_no_style_inside_for_the_policy_allows_none(site: Site) -> None:
    page = site.analysis
    assert [script.get("src") for script in page.all("script")] == ["report.js"]
    assert page.all("style") == []
    assert [element.tag for element in page.elements if element.get("style")] == []
    assert not any(name.startswith("on") for e in page.elements for name in e.attributes)


@pytest.mark.parametrize("name", ["report.css", "report.js"])
def test_what_it_needs_stands_beside_it(site: Site, name: str) -> None:
    assert name in site.analysis.references()
    assert site.file(f"{ANALYSIS}{name}").stat().st_size > 0


def test_it_links_to_nothing_that_the_site_does_not_have(site: Site) -> None:
    page = site.analysis
    inside = [to for to in page.references() if to.startswith("#")]
    assert inside
    assert {to.removeprefix("#") for to in inside} <= set(page.ids)
    others = {to for to in page.references() if not to.startswith(("#", "https:", "data:"))}
    assert others == {"/", "report.css", "report.js"}


@pytest.mark.finding("L")
def test_it_leads_back_and_offers_no_file_that_is_not_there(site: Site) -> None:
    assert "Back to the shop" in site.analysis.text
    assert "As a file" not in site.analysis.text


def test_the_failure_that_is_told_from_end_to_end_is_there(site: Site) -> None:
    assert "FM-K25-01" in site.analysis.ids
    assert "An order cannot be written" in site.analysis.text
