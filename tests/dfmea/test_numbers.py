"""A page that people write shows the tool's numbers, and is told when they are old."""

from pathlib import Path

import pytest

from dfmea.tool.assessment import Assessment, assess
from dfmea.tool.evidence import Evidence
from dfmea.tool.loader import load
from dfmea.tool.numbers import fill, stale_numbers

SMALL = Path(__file__).parent / "small" / "dfmea"
PAGE = "Before\n<!-- numbers -->\nold\n<!-- /numbers -->\nAfter\n"


@pytest.fixture
def assessment() -> Assessment:
    return assess(load(SMALL), Evidence(), {})


def test_the_tool_writes_between_its_marks_alone(assessment: Assessment, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE)
    fill(assessment, page)
    text = page.read_text()
    assert text.startswith("Before\n<!-- numbers -->\n| failure modes |")
    assert text.endswith("<!-- /numbers -->\nAfter\n")
    assert "old" not in text
    assert list(stale_numbers(assessment, page)) == []


def test_old_numbers_are_found_with_their_line(assessment: Assessment, tmp_path: Path) -> None:
    page = tmp_path / "README.md"
    page.write_text(PAGE)
    (finding,) = stale_numbers(assessment, page)
    assert finding.place.line == 2
    assert "make dfmea" in finding.remedy


@pytest.mark.parametrize("text", ["No marks at all\n", None])
def test_a_page_without_marks_or_no_page_is_left_alone(
    assessment: Assessment, tmp_path: Path, text: str | None
) -> None:
    page = tmp_path / "README.md"
    if text:
        page.write_text(text)
    fill(assessment, page)
    assert list(stale_numbers(assessment, page)) == []
    assert page.exists() == bool(text)
