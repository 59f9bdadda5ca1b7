"""Reads an analysis from its folder, and remembers on which line everything stands."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.error import MarkedYAMLError

from dfmea.tool.findings import Finding, Place
from dfmea.tool.model.ablations import Ablations
from dfmea.tool.model.arithmetic import Arithmetic
from dfmea.tool.model.controls import Detection
from dfmea.tool.model.expectations import Expectations
from dfmea.tool.model.failures import FailureMode, Failures
from dfmea.tool.model.scenarios import Scenarios
from dfmea.tool.model.scope import Scope
from dfmea.tool.model.sources import Fact, Runbook, Tension
from dfmea.tool.model.structure import Component, FaultModel, Link

T = TypeVar("T")
SCHEMA = "valid"
"""The check that every file has the fields it should (1)."""


class UnreadableError(Exception):
    """Some files cannot be read; `findings` says where and why."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings))


@dataclass(frozen=True)
class Analysis:
    """All records of an analysis."""

    folder: Path
    scope: Scope
    components: tuple[Component, ...]
    links: tuple[Link, ...]
    fault_models: tuple[FaultModel, ...]
    scenarios: Scenarios
    failures: tuple[Failures, ...]
    facts: tuple[Fact, ...]
    tensions: tuple[Tension, ...]
    arithmetic: Arithmetic
    detections: tuple[Detection, ...]
    """Of the whole system (`detections.yaml`), and those that a file of failures brings along."""
    runbooks: tuple[Runbook, ...]
    places: Mapping[str, tuple[Place, ...]]
    """Where each id is defined; more than one place means that it is not unique."""
    expectations: Expectations = field(default_factory=Expectations)
    """Of the infrastructure and of storage."""
    ablations: Ablations | None = None
    """How controls are removed to see their proofs fail; None if nobody wrote any."""

    def place(self, identity: str) -> Place:
        """Where an id is defined, or the folder if nobody knows it."""
        return self.places.get(identity, (Place(self.folder.name),))[0]

    def modes(self) -> Iterator[FailureMode]:
        """Every failure mode."""
        for failures in self.failures:
            for element in failures.elements:
                yield from element.modes


def load(folder: Path) -> Analysis:
    """Read the analysis below `folder` (`analysis/` and `runbooks/`).

    Raises UnreadableError if a file is missing, is no YAML, or does not fit the model.
    """
    reader = _Reader(folder)
    whole = folder / "analysis"
    scope = reader.read(whole / "scope.yaml", Scope)
    components = reader.read(whole / "components.yaml", tuple[Component, ...])
    links = reader.read(whole / "links.yaml", tuple[Link, ...])
    models = reader.read(whole / "fault_models.yaml", tuple[FaultModel, ...])
    scenarios = reader.read(whole / "scenarios.yaml", Scenarios)
    facts = reader.read(whole / "facts.yaml", tuple[Fact, ...])
    tensions = reader.read(whole / "tensions.yaml", tuple[Tension, ...])
    detections = reader.read(whole / "detections.yaml", tuple[Detection, ...])
    arithmetic = reader.read(whole / "arithmetic.yaml", Arithmetic)
    properties = whole / "properties.yaml"
    expectations = reader.read(properties, Expectations) if properties.exists() else None
    removals = whole / "ablations.yaml"
    ablations = reader.read(removals, Ablations) if removals.exists() else None
    failures = [
        reader.read(file, Failures) for file in sorted((whole / "failure_modes").glob("*.yaml"))
    ]
    runbooks = [
        reader.read_front_matter(file, Runbook)
        for file in sorted((folder / "runbooks").glob("*.md"))
    ]
    if (
        reader.findings
        or scope is None
        or components is None
        or links is None
        or models is None
        or scenarios is None
        or facts is None
        or tensions is None
        or detections is None
        or arithmetic is None
    ):
        raise UnreadableError(reader.findings)
    return Analysis(
        folder=folder,
        scope=scope,
        components=components,
        links=links,
        fault_models=models,
        scenarios=scenarios,
        failures=tuple(each for each in failures if each),
        facts=facts,
        tensions=tensions,
        arithmetic=arithmetic,
        detections=(*detections, *(d for f in failures if f for d in f.detections)),
        runbooks=tuple(each for each in runbooks if each),
        places={identity: tuple(places) for identity, places in reader.places.items()},
        expectations=expectations or Expectations(),
        ablations=ablations,
    )


class _Reader:
    """Reads one file after the other and collects what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.findings: list[Finding] = []
        self.places: dict[str, list[Place]] = {}

    def read(self, file: Path, type_: type[T]) -> T | None:
        """The file's records; None if it cannot be read."""
        try:
            text = file.read_text()
        except FileNotFoundError:
            self._complain(
                file, 0, file.name, "is missing", "Write it; template/ has an empty one."
            )
            return None
        return self._parse(file, text, type_)

    def read_front_matter(self, file: Path, type_: type[T]) -> T | None:
        """What stands between the first two lines of dashes."""
        _, dashes, rest = file.read_text().partition("---\n")
        front, more_dashes, _ = rest.partition("\n---")
        if not dashes or not more_dashes:
            self._complain(file, 1, file.name, "has no front matter", "Begin it with --- and YAML.")
            return None
        return self._parse(file, "\n" + front, type_)

    def _parse(self, file: Path, text: str, type_: type[T]) -> T | None:
        try:
            data = YAML(typ="rt").load(text)
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 0
            self._complain(file, line, file.name, f"is no YAML: {error.problem}", "Mend the line.")
            return None
        self._note(file, data)
        try:
            return TypeAdapter(type_).validate_python(_plain(data))
        except ValidationError as errors:
            for each in errors.errors():
                line, owner = _where(data, each["loc"])
                field = ".".join(str(part) for part in each["loc"])
                message = f"{field}: {each['msg']}"
                self._complain(file, line, owner or file.name, message, _remedy(each["type"]))
            return None

    def _note(self, file: Path, data: Any) -> None:
        """Remember where ids are defined."""
        if isinstance(data, CommentedMap):
            identity = data.get("id")
            if isinstance(identity, str) and not _within(data):
                self.places.setdefault(identity, []).append(
                    Place(self._name(file), data.lc.line + 1)
                )
            if "element" in data:
                self.places.setdefault(f"element {data['element']}", []).append(
                    Place(self._name(file), data.lc.line + 1)
                )
            for value in data.values():
                self._note(file, value)
        elif isinstance(data, CommentedSeq):
            for value in data:
                self._note(file, value)

    def _name(self, file: Path) -> str:
        return str(file.relative_to(self._folder.parent))

    def _complain(self, file: Path, line: int, identity: str, message: str, remedy: str) -> None:
        place = Place(self._name(file), line)
        self.findings.append(Finding(place, identity, message, remedy, SCHEMA))


def _within(data: CommentedMap) -> bool:
    """Whether the id counts only inside its owner: a cause's, such as C1."""
    return "occurrence" in data


def _plain(data: Any) -> Any:
    """The same without ruamel's own types, which a strict model need not know."""
    if isinstance(data, Mapping):
        return {str(key): _plain(value) for key, value in data.items()}
    if isinstance(data, list):
        return [_plain(value) for value in data]
    return data


def _where(data: Any, path: tuple[int | str, ...]) -> tuple[int, str]:
    """The line of a field, and the id of the innermost record around it."""
    line, owner = 0, ""
    for part in path:
        if isinstance(data, CommentedMap):
            owner = str(data.get("id") or data.get("element") or owner)
            if part in data:
                line = data.lc.key(part)[0] + 1
                data = data[part]
                continue
            return data.lc.line + 1, owner
        if isinstance(data, CommentedSeq) and isinstance(part, int) and part < len(data):
            line = data.lc.item(part)[0] + 1
            data = data[part]
            continue
        break
    if isinstance(data, CommentedMap):
        owner = str(data.get("id") or data.get("element") or owner)
    return line, owner


def _remedy(kind: str) -> str:
    if kind == "missing":
        return "Add the field; the schema in dfmea/schema says what belongs into it."
    if kind == "extra_forbidden":
        return "Remove the field, or see in the schema how it is spelled."
    return "Write what the message asks for."
