"""Checks that cited code exists, and that no code is left out of the analysis."""

from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from dfmea.tool.checks.records import Field, elements, fields, in_scope, place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.model.controls import Control, Detection
from dfmea.tool.model.record import Record
from dfmea.tool.model.sources import Tension
from dfmea.tool.model.structure import Component
from dfmea.tool.symbols import missing

SYMBOLS: dict[tuple[type[Record], str], str] = {
    (Component, "code"): "is made of",
    (Control, "code"): "is done by",
    (Detection, "code"): "is written by",
    (Tension, "shown"): "can be seen in",
}
"""The fields that name code, and their words in messages."""


def symbols(subject: Subject) -> Iterator[Field]:
    """Every place in the code that the analysis names."""
    for field in fields(subject.analysis):
        if (field.type, field.name) in SYMBOLS:
            yield field


def code_exists(subject: Subject) -> Findings:
    """Files and names that the analysis cites are there."""
    for field in symbols(subject):
        wrong = missing(subject.root, field.value)
        if wrong:
            yield Finding(
                field.place,
                field.owner,
                f"{SYMBOLS[field.type, field.name]} {field.value}, but {wrong}",
                "Follow the code: write its new path and name, and read the row again.",
            )


def code_is_claimed(subject: Subject) -> Findings:
    """Every entry of the code belongs to a component, and a component with code can fail."""
    analysis = subject.analysis
    claimed = {
        symbol.partition(":")[0]: component
        for component in analysis.components
        for symbol in component.code
    }
    silent = _without_modes(subject)
    for file in _entries(subject):
        owner = next((claimed[path] for path in claimed if _within(file, path)), None)
        if owner is None:
            yield Finding(
                Place(file, 1),
                file,
                "belongs to no component",
                "Name it under `code` of a component in components.yaml, or add the component.",
            )
        elif in_scope(owner) and owner.id in silent:
            yield Finding(
                place_of(analysis, f"element {owner.id}"),
                owner.id,
                f"runs {file}, and no failure mode says how that fails",
                "Add a failure mode: code of our own always has one.",
            )


def _entries(subject: Subject) -> Iterator[str]:
    for pattern in subject.analysis.scope.code_roots:
        for file in sorted(subject.root.glob(pattern)):
            yield str(file.relative_to(subject.root))


def _within(file: str, path: str) -> bool:
    return file == path or Path(path) in Path(file).parents or fnmatch(file, path)


def _without_modes(subject: Subject) -> set[str]:
    """Elements of which every word is called impossible: no mode here, and none elsewhere."""
    return {
        element.element
        for element in elements(subject.analysis)
        if not element.modes
        and not any(why.startswith("FM-") for why in element.not_applicable.values())
    }
