"""The decision records are numbered without a gap, dated, and say where they stand."""

import re
from datetime import date

import pytest

from docs.tool.decisions import FOLDER, NAME, Record, records

RECORDS = records()
SECTIONS = ["Context", "Decision", "Consequences"]
SUPERSEDED = re.compile(r"superseded by \[(\d{4})\]\(\1-[a-z0-9-]+\.md\)")


def test_numbers_have_no_gap_and_every_file_is_a_record() -> None:
    assert [record.number for record in RECORDS] == [
        f"{number:04}" for number in range(1, len(RECORDS) + 1)
    ]
    others = {path.name for path in FOLDER.iterdir() if not NAME.fullmatch(path.name)}
    assert others == {"README.md", "template.md"}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.number)
def test_a_record_says_what_was_decided_when_and_whether_it_holds(record: Record) -> None:
    assert record.file.startswith(f"{record.number}-")
    assert date.fromisoformat(record.date) >= date(2026, 11, 23)
    assert re.findall(r"^## (.+)$", record.text, flags=re.MULTILINE) == SECTIONS
    assert all(part.strip() for part in re.split(r"^## .+$", record.text, flags=re.MULTILINE))
    if record.status != "accepted":
        (by,) = SUPERSEDED.findall(record.status)
        (later,) = [each for each in RECORDS if each.number == by]
        assert later.date >= record.date
        assert record.number in later.text, f"{later.file} does not say what it replaces"
