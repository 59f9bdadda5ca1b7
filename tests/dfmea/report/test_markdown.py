"""Markdown that a code host shows: whole tables, and no tag that a text brings along."""

import re

from dfmea.tool.report.markdown import one_line
from tests.dfmea.conftest import Stand


def test_every_row_of_a_table_has_as_many_cells(reported: Stand) -> None:
    for file in sorted((reported.folder / "report").rglob("*.md")):
        for table in re.findall(r"(?:^\|.*\n)+", file.read_text(), re.MULTILINE):
            widths = {len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()}
            assert len(widths) == 1, f"{file.name}: {table[:200]}"


def test_pictures_are_embedded_with_words_instead(reported: Stand) -> None:
    text = (reported.folder / "report" / "report.md").read_text()
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+\.svg)\)", text)
    assert {name for _, name in pictures} == {
        file.name for file in (reported.folder / "report").glob("*.svg")
    }


def test_texts_cannot_open_tags() -> None:
    assert one_line("a <b>\n  and `<c>`") == "a &lt;b> and `<c>`"
