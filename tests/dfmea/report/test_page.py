"""The page needs nothing else, and hides nothing from those without a script."""

import re
from collections import Counter

import pytest

from dfmea.tool.assessment import Assessment
from dfmea.tool.report.checks import links_resolve
from dfmea.tool.report.page import PARTS
from tests.dfmea.conftest import Stand


@pytest.fixture(scope="module")
def html(reported: Stand) -> str:
    return (reported.folder / "report" / "index.html").read_text()


def test_it_fetches_nothing(html: str) -> None:
    assert not re.findall(r"<(?:link|img|iframe|object|script [^>]*src)", html)
    assert not re.findall(r"url\((?!#)|@import", html)


def test_every_part_is_listed_and_there(html: str) -> None:
    for name, title in PARTS:
        assert f'<a href="#{name}">{title}</a>' in html
        assert f'<section id="{name}">' in html


def test_every_id_is_there_once(html: str) -> None:
    ids = Counter(re.findall(r'\bid="([^"]+)"', html))
    assert [name for name, count in ids.items() if count > 1] == []


def test_each_mode_answers_the_three_questions(html: str, assessment: Assessment) -> None:
    for mode in assessment.analysis.modes():
        begin = html.index(f'<details class="mode" id="{mode.id}"')
        row = html[begin : html.index("</details>", begin)]
        places = [
            row.index("How does it fail?"),
            row.index("How do I know it failed?"),
            row.index("What do I do when I know it failed?"),
        ]
        assert places == sorted(places)


def test_without_a_script_everything_is_open(html: str) -> None:
    assert all(" open" in tag for tag in re.findall(r"<details[^>]*>", html))
    assert " hidden" not in html[: html.index("<script>")]


def test_what_is_proved_and_by_what_is_told_apart(html: str) -> None:
    assert 'class="status proved"' in html
    assert 'class="status unproved"' in html
    assert "../../checks/test_stand.py" in html


def test_its_links_lead_somewhere(reported: Stand) -> None:
    assert not list(links_resolve(reported.folder / "report", reported.root))


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("index.html", 'href="#FM-JUG-01"', 'href="#FM-JUG-99"', "leads to a place"),
        ("index.html", "../../checks/test_stand.py", "../../checks/gone.py", "leads to a file"),
        ("report.md", "(risk.svg)", "(risks.svg)", "leads to a file"),
        ("report.md", "modes/stand.md#fm-jug-01", "modes/stand.md#fm-jug-99", "leads to a place"),
        ("modes/stand.md", "../report.md", "../../../../outside.md", "leads to a file"),
    ],
)
def test_a_broken_link_is_found(copy: Stand, file: str, old: str, new: str, message: str) -> None:
    copy.edit(f"dfmea/report/{file}", old, new)
    (finding,) = links_resolve(copy.folder / "report", copy.root)
    assert finding.place.file == f"dfmea/report/{file}"
    assert message in finding.message
