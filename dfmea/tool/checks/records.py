"""Walks through all records of an analysis, field by field."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dfmea.tool.findings import Place
from dfmea.tool.loader import Analysis
from dfmea.tool.model.failures import Element
from dfmea.tool.model.record import Record
from dfmea.tool.model.structure import Component, Link


@dataclass(frozen=True)
class Field:
    """One value, the record that has it, and the record with an id around that."""

    owner: str
    place: Place
    type: type[Record]
    name: str
    value: str


def fields(analysis: Analysis) -> Iterator[Field]:
    """Every text of the analysis, one by one; a list gives one per item."""
    for file, records in _by_file(analysis):
        for record in records:
            yield from _fields(analysis, file, record, "")


def place_of(analysis: Analysis, identity: str, file: str = "") -> Place:
    """Where an id is defined; `file` (the end of its name) distinguishes equal ids."""
    places = analysis.places.get(identity, ())
    fallback = Place(_in_folder(analysis, file) if file else analysis.folder.name)
    return next((place for place in places if place.file.endswith(file)), fallback)


def line_of(analysis: Analysis, field: Field) -> Place:
    """Where a value stands: at its record, or where it is first found if that has no id."""
    return field.place if field.place.line else line_with(analysis, field.owner, field.value)


def line_with(analysis: Analysis, file: str, *words: str) -> Place:
    """The first line of a file that has all the words: for records that have no id."""
    path = analysis.folder / "analysis" / file
    lines = path.read_text().splitlines() if path.exists() else []
    has_all = re.compile("".join(rf"(?=.*(?<![\w-]){re.escape(word)}(?![\w-]))" for word in words))
    found = (number for number, line in enumerate(lines, start=1) if has_all.match(line))
    return Place(_in_folder(analysis, file), next(found, 0))


def in_scope(thing: Component | Link) -> bool:
    """Whether it is analysed: not excluded, or taken up again."""
    return thing.excluded is None or bool(getattr(thing, "reopened", None))


def analysed(analysis: Analysis) -> Iterator[tuple[Component | Link, str | None]]:
    """Every component and link in scope, with the id of its fault model."""
    for component in analysis.components:
        if in_scope(component):
            yield component, component.kind
    for link in analysis.links:
        if in_scope(link):
            yield link, link.fault_model


def elements(analysis: Analysis) -> Iterator[Element]:
    """The decisions of each element."""
    for failures in analysis.failures:
        yield from failures.elements


def _by_file(analysis: Analysis) -> Iterator[tuple[str, Iterable[Record]]]:
    yield "scope.yaml", (analysis.scope,)
    yield "components.yaml", analysis.components
    yield "links.yaml", analysis.links
    yield "fault_models.yaml", analysis.fault_models
    yield "scenarios.yaml", (analysis.scenarios,)
    yield "facts.yaml", analysis.facts
    yield "tensions.yaml", analysis.tensions
    yield "arithmetic.yaml", (analysis.arithmetic,)
    yield "properties.yaml", (analysis.expectations,)
    # Of all the rest an id alone says where it stands.
    yield "", analysis.failures
    brought = {detection.id for failures in analysis.failures for detection in failures.detections}
    yield "", (detection for detection in analysis.detections if detection.id not in brought)
    yield "", analysis.runbooks


def _fields(analysis: Analysis, file: str, record: Record, owner: str) -> Iterator[Field]:
    owner = _identity(analysis, record, file) or owner or file
    place = place_of(analysis, owner, file)
    for name, value in record:
        for each in _each(value):
            if isinstance(each, Record):
                yield from _fields(analysis, file, each, owner)
            elif isinstance(each, str):
                yield Field(owner.removeprefix("element "), place, type(record), name, each)


def _identity(analysis: Analysis, record: Record, file: str) -> str:
    """The id under which the loader remembers the record, if it does."""
    if isinstance(record, Element):
        return f"element {record.element}"
    identity = str(getattr(record, "id", ""))
    known = any(place.file.endswith(file) for place in analysis.places.get(identity, ()))
    return identity if known else ""


def _each(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return (*value.keys(), *value.values())
    return value if isinstance(value, tuple) else (value,)


def _in_folder(analysis: Analysis, file: str) -> str:
    return f"{analysis.folder.name}/analysis/{file}"
