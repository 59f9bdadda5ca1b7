"""The JSON Schemas are those of the model, and they describe the files."""

import json
from pathlib import Path

import pytest

from dfmea.tool import schemas
from tests.dfmea.conftest import Stand

CURRENT = "3 schemas are up to date"


def test_the_schemas_are_checked_in_as_the_model_gives_them(stand: Stand) -> None:
    assert stand.findings(CURRENT) == [], "generate them: python -m dfmea.tool schemas"


def test_a_schema_that_was_changed_and_one_that_is_too_many_are_found(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dfmea.tool.checks.texts.FOLDER", tmp_path / "schema")
    schemas.write(tmp_path / "schema")
    (tmp_path / "schema" / "links.json").write_text("{}")
    (tmp_path / "schema" / "old.json").write_text("{}")
    found = stand.findings(CURRENT)
    assert [finding.id for finding in found] == ["links.json", "old.json"]
    assert found[0].message == "is not what the model gives"
    assert found[0].remedy == "Generate it again: python -m dfmea.tool schemas"
    schemas.write(tmp_path / "schema")
    assert stand.findings(CURRENT) == []


def test_there_is_one_schema_per_file(stand: Stand) -> None:
    files = {file.stem for file in (stand.folder / "analysis").iterdir()}
    assert files <= set(schemas.FILES)


def test_a_schema_refuses_fields_that_the_model_does_not_have() -> None:
    links = json.loads(schemas.schemas()["links.json"])
    assert links["$defs"]["Link"]["additionalProperties"] is False
    assert "carries" in links["$defs"]["Link"]["required"]
