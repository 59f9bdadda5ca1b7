"""The spreadsheet says what the analysis says, also when it is read again (44)."""

import csv
from collections.abc import Callable

import pytest
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from dfmea.tool.assessment import Assessment
from dfmea.tool.report.checks import spreadsheet_loses_nothing
from dfmea.tool.report.spreadsheet import content, expected
from dfmea.tool.report.view import View
from tests.dfmea.conftest import Stand

XLSX = "worksheet.xlsx"


def test_it_says_the_same_when_it_is_read_again(assessment: Assessment, reported: Stand) -> None:
    assert not list(spreadsheet_loses_nothing(assessment, reported.folder / "report"))
    assert content(reported.folder / "report" / XLSX) == expected(View(assessment))


def test_it_has_the_sheets_and_a_row_per_mode(assessment: Assessment, reported: Stand) -> None:
    sheets = content(reported.folder / "report" / XLSX)
    assert list(sheets) == ["Worksheet", "Components", "Links", "Actions"]
    modes = [mode.id for mode in assessment.analysis.modes()]
    assert [row[0] for row in sheets["Worksheet"][1:]] == modes
    assert len(sheets["Links"]) == 1 + len(assessment.analysis.links)


def test_its_head_stays_and_its_words_are_wrapped(reported: Stand) -> None:
    sheet = load_workbook(reported.folder / "report" / XLSX)["Worksheet"]
    assert sheet.freeze_panes == "B2"
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row)


def _change_severity(book: Workbook) -> None:
    column = [cell.value for cell in book["Worksheet"][1]].index("S before") + 1
    book["Worksheet"].cell(2, column).value = 1


def _drop_link(book: Workbook) -> None:
    book["Links"].delete_rows(3)


def _add_row(book: Workbook) -> None:
    book["Actions"].append(["ACT-99", "Sleep"])


@pytest.mark.parametrize(
    ("change", "sheet", "message"),
    [
        (_change_severity, "Worksheet", "row 2, column 10: says 1 instead of"),
        (_drop_link, "Links", "row 3 is missing"),
        (_add_row, "Actions", "belongs to nothing"),
    ],
)
def test_what_was_changed_by_hand_is_found(
    assessment: Assessment,
    copy: Stand,
    change: Callable[[Workbook], None],
    sheet: str,
    message: str,
) -> None:
    file = copy.folder / "report" / XLSX
    book = load_workbook(file)
    change(book)
    book.save(file)
    (finding,) = spreadsheet_loses_nothing(assessment, copy.folder / "report")
    assert finding.id == sheet
    assert message in finding.message


def test_the_csv_has_the_same_rows(assessment: Assessment, reported: Stand) -> None:
    with (reported.folder / "report" / "worksheet.csv").open(newline="") as file:
        rows = list(csv.reader(file))
    wanted = expected(View(assessment))["Worksheet"]
    assert rows == [["" if cell is None else str(cell) for cell in row] for row in wanted]
