"""CloudFormation templates, to be asked about."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from services.manifest import SERVICES, Participant


@dataclass(frozen=True)
class Resource:
    """One resource of a stack."""

    stack: str
    id: str
    kind: str
    body: dict[str, Any]

    @property
    def properties(self) -> dict[str, Any]:
        """As CloudFormation gets them."""
        properties: dict[str, Any] = self.body.get("Properties", {})
        return properties


class Templates:
    """Everything that a synthesis wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def files(self) -> list[Path]:
        """The templates."""
        return sorted(self.folder.glob("*.template.json"))

    @cached_property
    def all(self) -> list[Resource]:
        """Every resource of every stack."""
        return [
            Resource(file.name.split(".")[0].split("-")[-1], each, body["Type"], body)
            for file in self.files
            for each, body in json.loads(file.read_text())["Resources"].items()
        ]

    @cached_property
    def outputs(self) -> dict[str, Any]:
        """Every output of every stack."""
        return {
            name: output["Value"]
            for file in self.files
            for name, output in json.loads(file.read_text()).get("Outputs", {}).items()
        }

    def of(self, kind: str, stack: str = "") -> list[Resource]:
        """The resources of a type, such as `AWS::SQS::Queue`, perhaps of one stack alone."""
        return [r for r in self.all if r.kind == kind and stack in ("", r.stack)]

    def the(self, kind: str, stack: str = "") -> Resource:
        """The only resource of a type."""
        (only,) = self.of(kind, stack)
        return only

    def function(self, service: Participant) -> Resource:
        """A service's function."""
        (only,) = [
            f for f in self.of("AWS::Lambda::Function", "Services")
            if f.properties["Handler"] == f"services.{service}.handler.handler"
        ]  # fmt: skip
        return only

    def statements(self, service: Participant) -> list[dict[str, Any]]:
        """What the service's role is allowed."""
        role = self.function(service).properties["Role"]["Fn::GetAtt"][0]
        return [
            statement
            for policy in self.of("AWS::IAM::Policy", "Services")
            if {"Ref": role} in policy.properties["Roles"]
            for statement in policy.properties["PolicyDocument"]["Statement"]
        ]

    def actions(self, service: Participant) -> set[str]:
        """Every action that the service's role is allowed."""
        return {a for s in self.statements(service) for a in listed(s["Action"])}

    def resources_of(self, service: Participant, action: str) -> list[str]:
        """What a service may do this action to, as text to search in."""
        return [
            json.dumps(resource)
            for statement in self.statements(service)
            if action in listed(statement["Action"])
            for resource in listed(statement["Resource"])
        ]


def listed(value: Any) -> list[Any]:
    """CloudFormation writes a list of one without the list."""
    return value if isinstance(value, list) else [value]


def services() -> Iterator[Participant]:
    """Everyone who has a function."""
    return iter(SERVICES)
