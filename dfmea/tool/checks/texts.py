"""Checks that the source text's facts are used and the generated schemas are current."""

from collections import defaultdict
from collections.abc import Iterator

from dfmea.tool.checks.citations import citations
from dfmea.tool.checks.records import fields, line_of, place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.model.scenarios import Difference, Story
from dfmea.tool.model.sources import Tension
from dfmea.tool.model.structure import Component, Link
from dfmea.tool.schemas import FOLDER, schemas

SCHEMAS = "python -m dfmea.tool schemas"

Uses = dict[str, list[str]]
"""Fact -> who builds on it."""

FACTS = {
    (Component, "post"),
    (Difference, "tension"),
    (Link, "id"),
    (Story, "id"),
    (Tension, "id"),
}
"""Fields that are facts, besides every `facts`."""


def schemas_are_current(_: Subject) -> Findings:
    """The checked-in schemas are those that the model gives."""
    expected = schemas()
    there = {file.name: file.read_text() for file in FOLDER.glob("*.json")}
    for name in sorted({*expected, *there}):
        if expected.get(name) != there.get(name):
            yield Finding(
                Place(f"{FOLDER.parent.name}/{FOLDER.name}/{name}"),
                name,
                "is not what the model gives",
                f"Generate it again: {SCHEMAS}",
            )


def facts_are_used(subject: Subject) -> Findings:
    """Each is cited by the analysis or by a test, or says why not."""
    cited = uses(subject)
    for fact in subject.analysis.facts:
        place = place_of(subject.analysis, fact.id, "facts.yaml")
        if not cited[fact.id] and not fact.not_used:
            yield Finding(
                place,
                fact.id,
                f"is a {fact.kind} of the source text ({fact.line}) that nothing builds on",
                "Cite it where it belongs, prove it by a test, or say why it is `not_used`.",
            )
        if cited[fact.id] and fact.not_used:
            yield Finding(
                place,
                fact.id,
                f"is said to be not used, but {cited[fact.id][0]} cites it",
                "Remove `not_used`, or the citation.",
            )


def uses(subject: Subject) -> Uses:
    """Who cites which fact, in the order of the files."""
    found: Uses = defaultdict(list)
    for identity, user in _uses(subject):
        if user not in found[identity]:
            found[identity].append(user)
    return found


def _uses(subject: Subject) -> Iterator[tuple[str, str]]:
    known = {fact.id for fact in subject.analysis.facts}
    for field in fields(subject.analysis):
        is_fact = field.name == "facts" or (field.type, field.name) in FACTS
        if is_fact and field.value in known:
            yield field.value, f"{line_of(subject.analysis, field)}: {field.owner}"
    for citation in citations(subject):
        if citation.id in known:
            yield citation.id, f"{citation.place}: {citation.test.partition('::')[2]}"
