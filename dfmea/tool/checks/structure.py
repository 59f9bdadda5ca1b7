"""Checks references: ids are unique, what is named exists, what is defined is used."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from dfmea.tool.checks.records import Field, fields, line_of, place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.loader import Analysis
from dfmea.tool.model.arithmetic import FaultTree, Gate
from dfmea.tool.model.controls import CommonCause
from dfmea.tool.model.expectations import Collections, Property, Writers
from dfmea.tool.model.failures import Element, EndEffect, FailureMode, Failures
from dfmea.tool.model.record import Record
from dfmea.tool.model.scenarios import Difference, PrintedRow, ScenarioStep, Story
from dfmea.tool.model.sources import Runbook
from dfmea.tool.model.story import Message, Told
from dfmea.tool.model.structure import Component, Link

REFERENCES: dict[tuple[type[Record], str], str] = {
    (Component, "kind"): "fault model of components",
    (Component, "post"): "fact",
    (Link, "source"): "component",
    (Link, "target"): "component",
    (Link, "fault_model"): "fault model of links",
    (Story, "parent"): "story",
    (Story, "scenario"): "scenario",
    (ScenarioStep, "needs"): "component",
    (PrintedRow, "component"): "component",
    (PrintedRow, "marked"): "scenario",
    (Difference, "component"): "component",
    (Difference, "scenario"): "scenario",
    (Difference, "tension"): "tension",
    (Element, "element"): "component or link",
    (EndEffect, "scenario"): "scenario",
    (FailureMode, "controls"): "control",
    (FailureMode, "detections"): "detection",
    (FailureMode, "runbook"): "runbook",
    (FailureMode, "common_causes"): "common cause",
    (FailureMode, "actions"): "action",
    (CommonCause, "elements"): "component or link",
    (Runbook, "detections"): "detection",
    (FaultTree, "scenario"): "scenario",
    (Gate, "any"): "component or event",
    (Gate, "all"): "component or event",
    (Told, "mode"): "failure mode",
    (Message, "source"): "component",
    (Message, "target"): "component",
    (Property, "needed_by"): "control, detection or failure mode",
    (Writers, "store"): "component",
    (Writers, "writers"): "component",
    (Collections, "store"): "component",
}
"""Which field names what. `facts` names facts wherever it stands."""

MENTION = re.compile(r"\b((?:FM-[A-Z0-9]+|ACT)-\d{2}|(?:CTL|DET|RB|CC)-[A-Z0-9]+(?:-[A-Z0-9]+)*)\b")
"""An id in a sentence."""

OWN_NAMES = ("arithmetic", "components", "facts", "fault_models", "scenarios", "tensions")
"""Files whose ids may be the same as those of other files: a component and a scenario, say."""


def ids_are_unique(subject: Subject) -> Findings:
    """Each id is defined once."""
    analysis = subject.analysis
    for identity, places in analysis.places.items():
        by_names: dict[str, list[Place]] = {}
        for place in places:
            by_names.setdefault(_names(place), []).append(place)
        for first, *others in by_names.values():
            for other in others:
                what = identity.removeprefix("element ")
                yield Finding(
                    other,
                    what,
                    f"is defined already at {first}",
                    "Give this one the next free id, or join the two.",
                )
    yield from _inner_ids(analysis)


def references_resolve(subject: Subject) -> Findings:
    """Whatever a record names exists."""
    analysis = subject.analysis
    known = known_ids(analysis)
    for field in fields(analysis):
        yield from _reference(analysis, field, known)
        yield from _mentions(field, known["mentioned"])
    for runbook in sorted((analysis.folder / "runbooks").glob("*.md")):
        yield from _mentions_in_file(analysis, runbook, known["mentioned"])


def nothing_is_left_over(subject: Subject) -> Findings:
    """Shared definitions are used."""
    analysis = subject.analysis
    used = {name for mode in analysis.modes() for name in _used_by(mode)}
    for failures in analysis.failures:
        for kind, identity in _defined_in(failures):
            if identity not in used:
                yield _unused(analysis, kind, identity)
    brought = {detection.id for failures in analysis.failures for detection in failures.detections}
    for detection in analysis.detections:
        if detection.id not in used | brought:
            yield _unused(analysis, "detection", detection.id)


def known_ids(analysis: Analysis) -> dict[str, set[str]]:
    """What can be named, by kind."""
    files = analysis.failures
    known = {
        "component": {component.id for component in analysis.components},
        "link": {link.id for link in analysis.links},
        "fault model of components": {
            model.id for model in analysis.fault_models if model.applies_to == "component"
        },
        "fault model of links": {
            model.id for model in analysis.fault_models if model.applies_to == "link"
        },
        "scenario": {scenario.id for scenario in analysis.scenarios.scenarios},
        "story": {story.id for story in analysis.scenarios.stories},
        "fact": {fact.id for fact in analysis.facts},
        "tension": {tension.id for tension in analysis.tensions},
        "failure mode": {mode.id for mode in analysis.modes()},
        "control": {control.id for failures in files for control in failures.controls},
        "detection": {detection.id for detection in analysis.detections},
        "common cause": {cause.id for failures in files for cause in failures.common_causes},
        "action": {action.id for failures in files for action in failures.actions},
        "runbook": {runbook.id for runbook in analysis.runbooks},
    }
    known["component or link"] = known["component"] | known["link"]
    known["component or event"] = known["component"] | {e.id for e in analysis.arithmetic.events}
    leaning = ("failure mode", "control", "detection")
    known["control, detection or failure mode"] = set().union(*(known[kind] for kind in leaning))
    named = (*leaning, "common cause", "action", "runbook")
    known["mentioned"] = set().union(*(known[kind] for kind in named))
    return known


def _names(place: Place) -> str:
    """Ids of one name space may not repeat; the file says which it is."""
    stem = Path(place.file).stem
    return stem if stem in OWN_NAMES and "failure_modes" not in place.file else ""


def _inner_ids(analysis: Analysis) -> Findings:
    """Ids that count inside their owner alone."""
    for mode in analysis.modes():
        for identity in _twice(cause.id for cause in mode.causes):
            yield _repeated(place_of(analysis, mode.id), mode.id, f"cause {identity}")
    for model in analysis.fault_models:
        for word in _twice(each.word for each in model.words):
            place = place_of(analysis, model.id, "fault_models.yaml")
            yield _repeated(place, model.id, f"guide word '{word}'")


def _repeated(place: Place, owner: str, what: str) -> Finding:
    return Finding(place, owner, f"has {what} twice", "Rename one of them.")


def _twice(names: Iterable[str]) -> Iterator[str]:
    return (name for name, times in Counter(names).items() if times > 1)


def _reference(analysis: Analysis, field: Field, known: dict[str, set[str]]) -> Findings:
    kind = "fact" if field.name == "facts" else REFERENCES.get((field.type, field.name))
    if kind and field.value not in known[kind]:
        yield Finding(
            line_of(analysis, field),
            field.owner,
            f"{field.name} names the {kind} '{field.value}', which does not exist",
            _nearest(field.value, known[kind]) or f"Define it, or name an existing {kind}.",
        )


def _nearest(wrong: str, known: set[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(wrong, sorted(known), n=3)
    return f"Did you mean {' or '.join(near)}? Otherwise define it." if near else ""


def _mentions(field: Field, known: set[str]) -> Findings:
    if (field.type, field.name) in REFERENCES or field.name == "id":
        return
    for identity in MENTION.findall(field.value):
        if identity not in known:
            yield _unknown(field.place, field.owner, f"{field.name} mentions {identity}", known)


def _mentions_in_file(analysis: Analysis, file: Path, known: set[str]) -> Findings:
    name = str(file.relative_to(analysis.folder.parent))
    _, _, front_and_body = file.read_text().partition("---\n")
    front, _, body = front_and_body.partition("\n---")
    # Two lines of dashes stand around the front matter.
    for number, line in enumerate(body.splitlines(), start=front.count("\n") + 3):
        for identity in MENTION.findall(line):
            if identity not in known:
                yield _unknown(
                    Place(name, number), file.name, f"the text mentions {identity}", known
                )


def _unknown(place: Place, owner: str, what: str, known: set[str]) -> Finding:
    identity = what.rsplit(" ", maxsplit=1)[-1]
    remedy = _nearest(identity, known) or "Define it, or mend the sentence."
    return Finding(place, owner, f"{what}, which does not exist", remedy)


def _used_by(mode: FailureMode) -> tuple[str, ...]:
    return (*mode.controls, *mode.detections, *mode.common_causes, *mode.actions)


def _defined_in(failures: Failures) -> Iterator[tuple[str, str]]:
    yield from (("control", control.id) for control in failures.controls)
    yield from (("detection", detection.id) for detection in failures.detections)
    yield from (("common cause", cause.id) for cause in failures.common_causes)
    yield from (("action", action.id) for action in failures.actions)


def _unused(analysis: Analysis, kind: str, identity: str) -> Finding:
    return Finding(
        place_of(analysis, identity),
        identity,
        f"is a {kind} that no failure mode uses" if kind != "action" else "is an action of no mode",
        "Name it in the mode that it is for, or remove it.",
    )
