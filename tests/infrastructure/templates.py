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

    @property
    def place(self) -> tuple[str, str]:
        """The stack and the id, which no other resource has."""
        return self.stack, self.id

    @property
    def is_kept(self) -> bool:
        """Whether it outlives its stack."""
        return str(self.body.get("DeletionPolicy", "")).startswith("Retain")


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
            Resource(_stack_of(file), each, body["Type"], body)
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

    @cached_property
    def exports(self) -> dict[str, tuple[str, Any]]:
        """The stack and the value of each export, by the JSON of its name."""
        return {
            json.dumps(output["Export"]["Name"]): (_stack_of(file), output["Value"])
            for file in self.files
            for output in json.loads(file.read_text()).get("Outputs", {}).values()
            if "Export" in output
        }

    def referred_to(self, resource: Resource) -> set[tuple[str, str]]:
        """The places of the resources that this one's properties name, also in other stacks."""
        there = {r.place for r in self.all}
        return set(self._named(resource.stack, resource.properties)) & there

    def _named(self, stack: str, value: Any) -> Iterator[tuple[str, str]]:
        if isinstance(value, list):
            for each in value:
                yield from self._named(stack, each)
        elif isinstance(value, dict):
            for key, each in value.items():
                if key == "Ref":
                    yield stack, each
                elif key == "Fn::GetAtt":
                    yield stack, each[0]
                elif key == "Fn::ImportValue":
                    yield from self._named(*self.exports[json.dumps(each)])
                else:
                    yield from self._named(stack, each)

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


def _stack_of(file: Path) -> str:
    return file.name.split(".")[0].split("-")[-1]


def listed(value: Any) -> list[Any]:
    """CloudFormation writes a list of one without the list."""
    return value if isinstance(value, list) else [value]


def services() -> Iterator[Participant]:
    """Everyone who has a function."""
    return iter(SERVICES)
