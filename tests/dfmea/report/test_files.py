"""A report is the same whenever it is written, and says so when it is not what it would be (43)."""

from pathlib import Path

from dfmea.tool.assessment import Assessment
from dfmea.tool.report import stale, write
from dfmea.tool.report.files import report_files
from tests.dfmea.conftest import Stand
from tests.dfmea.report.conftest import assessed, told_stand


def complaints(assessment: Assessment, stand: Stand) -> list[tuple[str, str]]:
    found = stale(assessment, stand.folder / "report")
    return [(each.id, each.message.split()[0]) for each in found]


def test_what_was_just_written_is_not_stale(assessment: Assessment, reported: Stand) -> None:
    assert not list(stale(assessment, reported.folder / "report"))


def test_the_same_analysis_gives_the_same_bytes(assessment: Assessment, tmp_path: Path) -> None:
    elsewhere = assessed(told_stand(tmp_path / "another" / "place"))
    assert report_files(elsewhere) == report_files(assessment)


def test_nothing_of_the_machine_is_in_it(assessment: Assessment, reported: Stand) -> None:
    for name, data in report_files(assessment).items():
        assert str(reported.root).encode() not in data, name


def test_a_changed_a_missing_and_a_left_over_file_are_found(
    assessment: Assessment, copy: Stand
) -> None:
    copy.edit("dfmea/report/report.md", "Lemonade", "Lemonades")
    (copy.folder / "report" / "worksheet.csv").unlink()
    copy.write("dfmea/report/modes/old.md", "# Old\n")
    assert complaints(assessment, copy) == [
        ("modes/old.md", "belongs"),
        ("report.md", "is"),
        ("worksheet.csv", "is"),
    ]
    assert all("make dfmea" in f.remedy for f in stale(assessment, copy.folder / "report"))


def test_a_changed_analysis_makes_it_stale(copy: Stand) -> None:
    copy.edit("dfmea/analysis/failure_modes/stand.yaml", "title: The jug", "title: A jug")
    found = {name for name, _ in complaints(assessed(copy), copy)}
    assert {"index.html", "modes/stand.md", "worksheet.xlsx", "worksheet.csv"} <= found


def test_writing_again_mends_it(assessment: Assessment, copy: Stand) -> None:
    copy.write("dfmea/report/modes/old.md", "# Old\n")
    copy.write("dfmea/report/worksheet.xlsx", "no spreadsheet")
    write(assessment, copy.folder / "report")
    assert not complaints(assessment, copy)
