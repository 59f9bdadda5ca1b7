"""The report as a page of the site."""

from pathlib import Path

import pytest

from dfmea.tool.publish import publish

REPORT = """<html><head><style>a {}</style></head><body>
<a class="skip" href="#goal">Skip</a>
<figure><figcaption>A tree. <a href="tree.svg">As a file</a></figcaption></figure>
<a href="../runbooks/one.md">A runbook</a> <a href="#goal">The goal</a>
<script>run()</script></body></html>"""


@pytest.mark.finding("L")
def test_it_leads_back_to_the_shop_and_offers_no_file_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(REPORT)
    publish(tmp_path / "report.html", tmp_path / "site")
    page = (tmp_path / "site" / "index.html").read_text()
    assert '<a href="/">Back to the shop</a>' in page
    assert page.index("Skip") < page.index("Back to the shop") < page.index("A tree.")
    assert "As a file" not in page
    assert "A tree.</figcaption>" in page
    assert "A runbook" in page
    assert "runbooks" not in page
    assert '<a href="#goal">The goal</a>' in page
    assert ".back" in (tmp_path / "site" / "report.css").read_text()
