"""The spreadsheet, read again, says what was written (check 44)."""

from itertools import zip_longest
from pathlib import Path

from dfmea.tool.assessment import Assessment
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.report.files import SPREADSHEET
from dfmea.tool.report.spreadsheet import content, expected
from dfmea.tool.report.table import Value
from dfmea.tool.report.view import View

REMEDY = "Change the analysis, not the spreadsheet; then run `make dfmea`."


def spreadsheet_loses_nothing(assessment: Assessment, folder: Path) -> Findings:
    """Every sheet, row and value of the file is the analysis's, and none is missing."""
    place = Place(f"{folder.parent.name}/{folder.name}/{SPREADSHEET}")
    if not (folder / SPREADSHEET).exists():
        yield Finding(place, SPREADSHEET, "is missing", "Run `make dfmea`.")
        return
    there = content(folder / SPREADSHEET)
    wanted = expected(View(assessment))
    for sheet in sorted({*there, *wanted}):
        nothing: list[Value] = []
        rows = zip_longest(there.get(sheet, []), wanted.get(sheet, []), fillvalue=nothing)
        for number, (is_, should) in enumerate(rows, 1):
            if is_ != should:
                yield Finding(place, sheet, _difference(number, is_, should), REMEDY)


def _difference(number: int, is_: list[Value], should: list[Value]) -> str:
    if not is_:
        return f"row {number} is missing"
    if not should:
        return f"row {number} belongs to nothing"
    cells = enumerate(zip_longest(is_, should), 1)
    column, (there, wanted) = next((c, pair) for c, pair in cells if pair[0] != pair[1])
    return f"row {number}, column {column}: says {there!r} instead of {wanted!r}"
