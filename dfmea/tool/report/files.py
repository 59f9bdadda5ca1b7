"""All files of the report: made, written, and compared with those that are there (check 43)."""

import io
from pathlib import Path

from dfmea.tool.assessment import Assessment
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.report.gallery import gallery
from dfmea.tool.report.markdown import pages
from dfmea.tool.report.page import page
from dfmea.tool.report.references import PAGE, references
from dfmea.tool.report.spreadsheet import content, workbook
from dfmea.tool.report.table import as_csv
from dfmea.tool.report.view import View

SPREADSHEET, TABLE = "worksheet.xlsx", "worksheet.csv"


def report_files(assessment: Assessment) -> dict[str, bytes]:
    """Every file's path below the report's folder, and what is in it."""
    view = View(assessment)
    pictures = gallery(view)
    refer = references(view)
    texts = {
        PAGE: page(view, refer, pictures),
        TABLE: as_csv(view),
        **dict(pages(view, refer, pictures)),
        **{f"{name}.svg": picture.svg(PAGE) for name, picture in pictures.items()},
    }
    found = {name: text.encode() for name, text in texts.items()}
    found[SPREADSHEET] = workbook(view)
    return dict(sorted(found.items()))


def write(assessment: Assessment, folder: Path) -> None:
    """Write the report, and remove what does not belong to it any more."""
    files = report_files(assessment)
    for old in _present(folder):
        if old not in files:
            (folder / old).unlink()
    for name, data in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if not file.exists() or not _same(name, file.read_bytes(), data):
            file.write_bytes(data)


def stale(assessment: Assessment, folder: Path) -> Findings:
    """Files of the report that are missing, left over, or not as they would be written now."""
    files = report_files(assessment)
    present = _present(folder)
    for name in sorted({*files, *present}):
        if name not in present:
            yield _finding(folder, name, "is missing")
        elif name not in files:
            yield _finding(folder, name, "belongs to no report any more")
        elif not _same(name, (folder / name).read_bytes(), files[name]):
            yield _finding(folder, name, "is not what the analysis, the tests and the alarms give")


def _present(folder: Path) -> set[str]:
    return {str(file.relative_to(folder)) for file in folder.rglob("*") if file.is_file()}


def _same(name: str, one: bytes, other: bytes) -> bool:
    """Spreadsheets are compared by what they say: their bytes depend on a library's version."""
    if one == other or not name.endswith(".xlsx"):
        return one == other
    return content(io.BytesIO(one)) == content(io.BytesIO(other))


def _finding(folder: Path, name: str, message: str) -> Finding:
    place = Place(f"{folder.parent.name}/{folder.name}/{name}")
    return Finding(place, name, message, "Run `make dfmea` and commit what it wrote.")
