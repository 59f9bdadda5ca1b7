"""Explains an id: its record, its computed results, and the records that name it."""

from collections.abc import Iterable, Iterator
from io import StringIO

from ruamel.yaml import YAML

from dfmea.tool.checks.citations import citations
from dfmea.tool.checks.records import elements, fields
from dfmea.tool.checks.subject import Subject
from dfmea.tool.loader import Analysis
from dfmea.tool.model.failures import FailureMode
from dfmea.tool.model.record import Record
from dfmea.tool.ratings import claims_of, rate

WIDTH = 96


def explain(subject: Subject, identity: str) -> Iterator[str]:
    """The explanation as lines; none if the id is unknown."""
    analysis = subject.analysis
    owner = identity.partition(":")[0]
    places = analysis.places.get(owner, ())
    for place in places:
        yield f"{owner}, {place}"
    for record in _records(analysis):
        if _is(record, owner):
            yield f"{type(record).__name__}{_home(analysis, record)}"
            yield from _written(record)
            if isinstance(record, FailureMode):
                yield from _became(subject, record)
    if places:
        yield from _named_by(subject, owner)


def _is(record: Record, identity: str) -> bool:
    return identity in {getattr(record, "id", None), getattr(record, "element", None)}


def _records(analysis: Analysis) -> Iterator[Record]:
    """Everything that has an id of its own, from the outside in."""
    yield from analysis.components
    yield from analysis.links
    yield from analysis.fault_models
    yield from analysis.scenarios.stories
    yield from analysis.scenarios.scenarios
    yield from analysis.facts
    yield from analysis.tensions
    yield from analysis.detections
    yield from analysis.runbooks
    yield from analysis.expectations.properties
    yield from analysis.expectations.bans
    yield from analysis.modes()
    for failures in analysis.failures:
        yield from failures.controls
        yield from failures.common_causes
        yield from failures.actions


def _home(analysis: Analysis, record: Record) -> str:
    """The element of a mode."""
    return next((f" of {each.element}" for each in elements(analysis) if record in each.modes), "")


def _written(record: Record) -> Iterator[str]:
    """As its file might have it, without what is empty."""
    yaml = YAML()
    yaml.width = WIDTH
    text = StringIO()
    yaml.dump(record.model_dump(mode="json", exclude_defaults=True), text)
    return (f"  {line}" for line in text.getvalue().splitlines())


def _became(subject: Subject, mode: FailureMode) -> Iterator[str]:
    """What follows from what was written: ratings, and the state of the claims."""
    ratings = rate(mode, subject.analysis.scope, subject.evidence, {}, {})
    yield (
        f"  priority: {ratings.priority_before} before, {ratings.priority_after} after controls "
        f"(S {ratings.severity_after}, O {ratings.occurrence_after}, D {ratings.detection})"
    )
    for claim in claims_of(mode):
        yield f"  {claim} is {subject.evidence.status(claim)}"
        yield from (f"    {test}" for test in subject.evidence.tests(claim))


def _named_by(subject: Subject, identity: str) -> Iterator[str]:
    users = [
        f"{field.owner} ({field.place}), {field.name}"
        for field in fields(subject.analysis)
        if field.owner != identity and _names(field.value, identity)
    ]
    cited = [
        f"{citation.test} (line {citation.place.line}): {citation.id}"
        for citation in citations(subject)
        if citation.id.partition(":")[0] == identity
    ]
    yield from _section("named by", dict.fromkeys(users))
    yield from _section("cited by", cited)


def _names(value: str, identity: str) -> bool:
    return value == identity or (identity.isupper() and identity in value)


def _section(title: str, lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number == 0:
            yield title
        yield f"  {line}"
