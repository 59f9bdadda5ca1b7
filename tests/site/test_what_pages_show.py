"""What customers and florists must read on a page of the shop stands in its template."""

import pytest

from stacks.config import ROOT
from tests.site.built import Site

PAGES = ROOT / "frontend" / "shop" / "app" / "pages"
REVIEW = (PAGES / "checkout" / "review-step.html").read_text()
OF_STAFF = ("staff/day/work-list.html", "staff/order/staff-order.html")


@pytest.mark.finding("M5")
def test_terms_withdrawal_and_privacy_are_beside_the_order_button(site: Site) -> None:
    for link in ("/terms/", "/terms/#withdrawal", "/privacy/"):
        assert f'href="{link}"' in REVIEW
        assert link.partition("#")[0] in site.pages
    assert "withdrawal" in site.pages["/terms/"].ids


@pytest.mark.finding("M6")
def test_the_review_shows_the_occasion_and_what_is_done_about_poor_stems() -> None:
    assert "draft().occasion" in REVIEW
    assert "{{ substitution()" in REVIEW


@pytest.mark.finding("H7")
@pytest.mark.parametrize("page", OF_STAFF)
def test_whoever_binds_and_drives_reads_place_absence_and_wishes(page: str) -> None:
    template = (PAGES / page).read_text()
    for shown in (".delivery.place", ".delivery.if_absent", "wishes"):
        assert shown in template
