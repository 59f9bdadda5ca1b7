"""What is analysed, against which goal, and on which scales."""

from typing import Annotated

from pydantic import Field

from dfmea.tool.model.record import FactId, Rating, Record, Slug, Text
from dfmea.tool.model.story import Told


class Goal(Record):
    """What the whole system promises."""

    availability: Annotated[float, Field(gt=0, lt=1)]
    window_days: Annotated[int, Field(gt=0)]
    rationale: Text
    facts: tuple[FactId, ...] = ()


class Step(Record):
    """One step of a rating scale."""

    rating: Rating
    meaning: Text


class Overrun(Record):
    """Why the failure modes may cost more than the goal allows, and how much more."""

    times: Annotated[float, Field(gt=1)]
    """Of the budget."""
    why: Text


class Scales(Record):
    """What the numbers mean. Severity and occurrence are judged; the others are computed."""

    severity: tuple[Step, ...]
    occurrence: tuple[Step, ...]
    detection: tuple[Step, ...]
    monitoring: tuple[Step, ...]


class EvidenceLevel(Record):
    """How early tests in a folder find a fault: the detection rating that they earn."""

    folder: Text
    detection: Rating
    why: Text


class MonitoringLevel(Record):
    """What an alarm earns that has fired by then: with a page, or with a ticket."""

    within_seconds: Annotated[int, Field(gt=0)]
    page: Rating
    ticket: Rating


class Monitoring(Record):
    """How the monitoring rating is computed: the best that a mode's detections earn."""

    healed: Rating
    """The system helps itself: mitigation and detection are proved, nobody is called."""
    levels: tuple[MonitoringLevel, ...]
    later: Rating
    """An alarm that fires later than any level."""
    searched: Rating
    """No alarm; a record or a probe that somebody has to look for."""
    none: Rating


class Priorities(Record):
    """The action priority as a table: bands of S, O and D, and one letter per combination.

    `rows` are keyed "S band / O band", the value has a letter (H, M, L) per detection band.
    """

    severity_bands: tuple[tuple[Rating, Rating], ...]
    occurrence_bands: tuple[tuple[Rating, Rating], ...]
    detection_bands: tuple[tuple[Rating, Rating], ...]
    rows: dict[str, Text]
    source: Text


class Scope(Record):
    """`scope.yaml`: what is analysed, against which goal, on which scales."""

    system: Text
    purpose: Text
    status: Text
    authors: Text
    approver: Text
    revisit: Text
    goal: Goal
    overrun: Overrun | None = None
    """Only while somebody accepts it."""
    boundary: Text
    non_goals: tuple[Text, ...]
    exclusion_reasons: dict[Slug, Text]
    review_triggers: tuple[Text, ...]
    scales: Scales
    evidence_levels: tuple[EvidenceLevel, ...]
    unproved: Rating
    """The detection rating of a mode that no passing test shows."""
    monitoring: Monitoring
    priorities: Priorities
    code_roots: tuple[Text, ...] = ()
    """Files that run: patterns such as `services/*/handler.py`. Each belongs to a component."""
    runbook_programs: tuple[Text, ...] = ()
    """What a runbook may call besides `make` and `python -m`; the tool does not know these."""
    told_mode: Told | None = None
    """The failure mode that the report tells as a story in three pictures."""
