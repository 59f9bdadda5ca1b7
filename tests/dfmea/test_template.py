"""The template is in order as it is, and still is after the steps that its README tells."""

import re
import shutil
from pathlib import Path

import pytest

from dfmea.tool.__main__ import main

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "dfmea" / "template"
Output = pytest.CaptureFixture[str]


def test_the_template_passes_as_it_is(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert main(["--folder", "dfmea/template"]) == 0, capsys.readouterr().out


def test_a_copy_for_another_system_passes(tmp_path: Path, capsys: Output) -> None:
    folder = tmp_path / "dfmea"
    shutil.copytree(TEMPLATE, folder)
    shutil.copytree(ROOT / "dfmea" / "tool", folder / "tool")
    for file in (*folder.rglob("*.yaml"), *folder.rglob("*.md")):
        file.write_text(file.read_text().replace("dfmea/template", "dfmea"))
    assert main(["--folder", str(folder), "--root", str(tmp_path)]) == 0, capsys.readouterr().out


def test_what_is_invented_is_marked() -> None:
    for file in (TEMPLATE / "analysis").glob("*.yaml"):
        assert "replace me" in file.read_text().lower() or file.stem in (
            "fault_models",
            "properties",
        )


def test_the_tool_does_not_know_the_system_that_it_checks() -> None:
    components = (ROOT / "dfmea" / "analysis" / "components.yaml").read_text()
    own = {name for name in re.findall(r"^- id: (\S+)", components, re.MULTILINE) if "-" in name}
    for file in (ROOT / "dfmea" / "tool").rglob("*.py"):
        words = set(re.findall(r"[a-z-]+", file.read_text().lower()))
        assert not words & {*own, "crassula"}, file
