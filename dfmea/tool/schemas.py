"""JSON Schemas of the analysis' files, generated from the model: editors complete with them."""

import json
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from dfmea.tool.model.ablations import Ablations
from dfmea.tool.model.arithmetic import Arithmetic
from dfmea.tool.model.controls import Detection
from dfmea.tool.model.expectations import Expectations
from dfmea.tool.model.failures import Failures
from dfmea.tool.model.scenarios import Scenarios
from dfmea.tool.model.scope import Scope
from dfmea.tool.model.sources import Fact, Runbook, Tension
from dfmea.tool.model.structure import Component, FaultModel, Link

FOLDER = Path(__file__).parents[1] / "schema"
FILES: dict[str, Any] = {
    "scope": Scope,
    "components": tuple[Component, ...],
    "links": tuple[Link, ...],
    "fault_models": tuple[FaultModel, ...],
    "scenarios": Scenarios,
    "facts": tuple[Fact, ...],
    "tensions": tuple[Tension, ...],
    "arithmetic": Arithmetic,
    "detections": tuple[Detection, ...],
    "properties": Expectations,
    "ablations": Ablations,
    "failure_modes": Failures,
    "runbook": Runbook,
}
"""What each file consists of: `failure_modes` is any file there, `runbook` front matter."""


def schemas() -> dict[str, str]:
    """File name -> its schema, always the same for the same model."""
    return {f"{name}.json": _schema(name, type_) for name, type_ in FILES.items()}


def write(folder: Path = FOLDER) -> None:
    """Write them all, and remove those of files that there are no more."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {file.name for file in folder.glob("*.json")} - set(schemas()):
        (folder / stale).unlink()
    for name, text in schemas().items():
        (folder / name).write_text(text)


def _schema(name: str, type_: Any) -> str:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        **TypeAdapter(type_).json_schema(),
    }
    return json.dumps(schema, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
