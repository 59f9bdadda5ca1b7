"""The resources of a deployment, from the templates that the CDK wrote."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class NoTemplatesError(Exception):
    """The folder has no templates."""


@dataclass(frozen=True)
class Resource:
    """One resource of a stack."""

    stack: str
    id: str
    kind: str
    """Such as `AWS::SQS::Queue`."""
    properties: dict[str, Any]


def resources(folder: Path) -> list[Resource]:
    """Every resource of every template in the folder. Raises NoTemplatesError."""
    files = sorted(folder.glob("*.template.json"))
    if not files:
        raise NoTemplatesError(f"{folder} has no templates: make cost writes them")
    return [
        Resource(file.name.split(".")[0].split("-")[-1], name, body["Type"], body["Properties"])
        for file in files
        for name, body in (
            (name, {"Properties": {}, **body})
            for name, body in json.loads(file.read_text())["Resources"].items()
        )
    ]
