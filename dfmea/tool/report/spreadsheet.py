"""The worksheet as a spreadsheet, and what a spreadsheet says when it is read again."""

import io
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from dfmea.tool.report.table import Value, sheets
from dfmea.tool.report.view import View

Content = dict[str, list[list[Value]]]
"""Sheet -> rows, the headings first."""
WRITTEN = datetime(2000, 1, 1)  # noqa: DTZ001 (the format has no zone)
"""The same moment always: when a file was written says nothing about what is in it."""
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
COLOURS = {"H": ("8F2A46", "FFFFFF"), "M": ("F1DFB4", "22301F"), "L": ("E3ECDF", "22301F")}


def workbook(view: View) -> bytes:
    """The file; the same bytes for the same content."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, (headings, rows) in sheets(view).items():
        sheet = book.create_sheet(name)
        sheet.append([heading for heading, _ in headings])
        for row in rows:
            sheet.append(row)
        _dress(sheet, [width for _, width in headings])
    book.properties.creator = view.analysis.scope.system
    book.properties.created = WRITTEN
    raw = io.BytesIO()
    book.save(raw)
    return _timeless(raw.getvalue())


def content(file: Path | BinaryIO) -> Content:
    """Everything that a spreadsheet says; nothing if the file is damaged."""
    try:
        book = load_workbook(file)
    except (zipfile.BadZipFile, KeyError, SyntaxError, ValueError):
        return {}
    return {
        sheet.title: [[_plain(value) for value in row] for row in sheet.iter_rows(values_only=True)]
        for sheet in book.worksheets
    }


def _plain(value: object) -> Value:
    """We write texts and numbers only; what else people typed is compared as a text."""
    return value if value is None or isinstance(value, str | int | float) else str(value)


def expected(view: View) -> Content:
    """What the spreadsheet of this view must say."""
    return {
        name: [[heading for heading, _ in headings], *rows]
        for name, (headings, rows) in sheets(view).items()
    }


def _dress(sheet: Worksheet, widths: list[int]) -> None:
    line = Side(style="thin", color="D9D0BF")
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.border = Border(bottom=line)
            if isinstance(cell.value, str) and cell.value in COLOURS:
                fill, ink = COLOURS[cell.value]
                cell.fill = PatternFill("solid", fgColor=fill)
                cell.font = Font(bold=True, color=ink)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="E3ECDF")
    sheet.freeze_panes = "B2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _timeless(raw: bytes) -> bytes:
    """The same archive without the time at which it was written."""
    result = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as before,
        zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            data = before.read(name)
            if name == "docProps/core.xml":
                data = _without_times(data)
            after.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _without_times(data: bytes) -> bytes:
    """openpyxl notes when it saved; nothing else in the file depends on the moment."""
    moment = WRITTEN.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return MODIFIED.sub(rb"\g<1>" + moment, data)
