"""The infrastructure as CloudFormation gets it: every resource, by the path of its construct.

Read from the folder that `cdk synth` writes. Values that CloudFormation resolves when it deploys
(Ref, Fn::GetAtt, Fn::ImportValue, Fn::Join, Fn::Sub) are followed to the resources that they name,
across stacks; what is only known in an account, such as an account's number, names none.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any

PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[\w.]+)?\}")
"""A resource within Fn::Sub: `${Queue}` or `${Queue.Arn}`."""
NAMES: Mapping[str, str] = {
    "AWS::SQS::Queue": "QueueName",
    "AWS::S3::Bucket": "BucketName",
    "AWS::SNS::Topic": "TopicName",
    "AWS::Lambda::Function": "FunctionName",
    "AWS::DynamoDB::Table": "TableName",
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::ApiGateway::RestApi": "Name",
}
"""The property by which a resource has a name of its own, so that plain text can name it."""


@dataclass(frozen=True)
class Resource:
    """One resource of a stack."""

    stack: str
    logical_id: str
    path: str
    """Of its construct, from the stack's name on; the logical id where the CDK wrote none."""
    type: str
    properties: Mapping[str, Any] = field(compare=False, repr=False)

    def is_at(self, glob: str) -> bool:
        """Whether the path fits; `*` stands for anything, slashes too."""
        return fnmatchcase(self.path, glob)


@dataclass(frozen=True)
class Stack:
    """One template as it was written, and the construct paths of its logical ids."""

    name: str
    body: Mapping[str, Any]
    paths: Mapping[str, str]

    @property
    def resources(self) -> Iterator[Resource]:
        """Every resource, in the template's order."""
        for logical_id, resource in self.body.get("Resources", {}).items():
            path = self.paths.get(logical_id, f"{self.name}/{logical_id}")
            properties = resource.get("Properties", {})
            yield Resource(self.name, logical_id, path, resource["Type"], properties)

    @property
    def exports(self) -> Iterator[tuple[str, Any]]:
        """Names by which other stacks know values, and those values."""
        for output in self.body.get("Outputs", {}).values():
            name = output.get("Export", {}).get("Name")
            if isinstance(name, str):
                yield name, output["Value"]


Ends = tuple[Iterable[Resource], str, Iterable[Resource]]
"""Sources, what they do, and to what."""


class Template:
    """All stacks of one deployment."""

    def __init__(self, stacks: tuple[Stack, ...]) -> None:
        self.stacks = stacks
        self.resources = tuple(resource for stack in stacks for resource in stack.resources)
        self._known = {(each.stack, each.logical_id): each for each in self.resources}
        self._exports = {
            name: (stack.name, value) for stack in stacks for name, value in stack.exports
        }

    @classmethod
    def read(cls, folder: Path) -> "Template":
        """What a synthesis wrote. Raises FileNotFoundError if there is no template."""
        files = sorted(folder.glob("*.template.json"))
        if not files:
            raise FileNotFoundError(f"{folder} has no *.template.json: synthesise first")
        return cls(tuple(_stack(file) for file in files))

    def of(self, *types: str) -> Iterator[Resource]:
        """The resources of these types, such as `AWS::SQS::Queue`."""
        return (each for each in self.resources if each.type in types)

    def at(self, glob: str, type_: str = "*") -> Iterator[Resource]:
        """The resources at these paths."""
        return (r for r in self.resources if r.is_at(glob) and fnmatchcase(r.type, type_))

    def named_in(self, stack: str, value: Any) -> Iterator[Resource]:
        """The resources that a value of this stack names, perhaps more than once."""
        if isinstance(value, Mapping):
            yield from self._named_in_mapping(stack, value)
        elif isinstance(value, list):
            for each in value:
                yield from self.named_in(stack, each)
        elif isinstance(value, str) and value.startswith("arn:") and (name := _last(value)):
            yield from self.called(name)

    def named_by(self, resource: Resource, *properties: str) -> Iterator[Resource]:
        """The resources that these properties of a resource name."""
        for each in properties:
            yield from self.named_in(resource.stack, resource.properties.get(each))

    def called(self, name: str) -> tuple[Resource, ...]:
        """The resources that were given this name."""
        return self._by_name.get(name, ())

    def users_of(self, resource: Resource) -> tuple[Resource, ...]:
        """Every resource whose properties name this one."""
        return self._users.get(resource, ())

    def _named_in_mapping(self, stack: str, value: Mapping[str, Any]) -> Iterator[Resource]:
        for key, inner in value.items():
            if key == "Ref":
                yield from self._one(stack, inner)
            elif key == "Fn::GetAtt":
                yield from self._one(stack, inner[0] if isinstance(inner, list) else _first(inner))
            elif key == "Fn::ImportValue" and isinstance(inner, str):
                yield from self.named_in(*self._exports.get(inner, ("", None)))
            elif key == "Fn::Sub":
                yield from self._named_in_sub(stack, inner)
            else:
                yield from self.named_in(stack, inner)

    def _named_in_sub(self, stack: str, value: Any) -> Iterator[Resource]:
        text, given = value if isinstance(value, list) else (value, {})
        for name in PLACEHOLDER.findall(text):
            if name in given:
                yield from self.named_in(stack, given[name])
            else:
                yield from self._one(stack, name)

    def _one(self, stack: str, logical_id: str) -> Iterator[Resource]:
        if known := self._known.get((stack, logical_id)):
            yield known

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Resource, ...]]:
        names: dict[str, tuple[Resource, ...]] = {}
        for each in self.of(*NAMES):
            if isinstance(name := each.properties.get(NAMES[each.type]), str):
                names[name] = (*names.get(name, ()), each)
        return names

    @cached_property
    def _users(self) -> Mapping[Resource, tuple[Resource, ...]]:
        users: dict[Resource, dict[Resource, None]] = {}
        for each in self.resources:
            for named in self.named_in(each.stack, dict(each.properties)):
                users.setdefault(named, {})[each] = None
        return {named: tuple(by) for named, by in users.items()}


def _stack(file: Path) -> Stack:
    name = file.name.removesuffix(".template.json")
    metadata = file.with_name(f"{name}.metadata.json")
    entries = json.loads(metadata.read_text()) if metadata.exists() else {}
    paths = {
        entry["data"]: path.lstrip("/")
        for path, found in entries.items()
        for entry in found
        if entry["type"] == "aws:cdk:logicalId"
    }
    return Stack(name, json.loads(file.read_text()), paths)


def _last(arn: str) -> str:
    return re.split(r"[:/]", arn.removesuffix("/*"))[-1]


def _first(attribute: str) -> str:
    return attribute.partition(".")[0]
