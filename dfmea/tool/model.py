"""What an analysis consists of: one record per entity, as the YAML files write it.

Nothing here is about one system. Ratings that a person judges carry a rationale; those that can be
computed (detection, monitoring, action priority) are not fields at all, so nobody can type them.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]*$")]
Rating = Annotated[int, Field(ge=1, le=10)]
FactId = Annotated[str, StringConstraints(pattern=r"^[A-Z]\d+(\.\d+)?$")]
ModeId = Annotated[str, StringConstraints(pattern=r"^FM-[A-Z0-9]+-\d{2}$")]
ControlId = Annotated[str, StringConstraints(pattern=r"^CTL-[A-Z0-9-]+$")]
DetectionId = Annotated[str, StringConstraints(pattern=r"^DET-[A-Z0-9-]+$")]
RunbookId = Annotated[str, StringConstraints(pattern=r"^RB-[A-Z0-9-]+$")]
ActionId = Annotated[str, StringConstraints(pattern=r"^ACT-\d{2}$")]
CommonCauseId = Annotated[str, StringConstraints(pattern=r"^CC-[A-Z0-9-]+$")]
Symbol = Annotated[str, StringConstraints(pattern=r"^[\w./-]+(:[\w.]+)?$")]
"""A place in the code: `path/to/file.py:Class.method`, or a file alone."""
PathGlob = Text
"""A construct's path in the synthesised infrastructure; `*` stands for any part of it."""


class Record(BaseModel):
    """Every record refuses fields that it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# ---- scope ---------------------------------------------------------------------------------------


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
    told_mode: "Told | None" = None
    """The failure mode that the report tells as a story in three pictures."""


# ---- structure -----------------------------------------------------------------------------------


class Exclusion(Record):
    """Why an element is not analysed further."""

    stage: Literal["boundary", "likelihood", "critical-path", "deployment"]
    reason: Slug
    """A code of `exclusion_reasons`."""
    because: Text
    facts: tuple[FactId, ...] = ()


class Sle(Record):
    """A service level expectation, with where it comes from."""

    value: Annotated[float, Field(gt=0, le=1)]
    kind: Literal["sla", "objective", "assumption"]
    source: Text
    as_of: Text


class Position(Record):
    """Where the component stands in the pictures (grid units, from the top left)."""

    x: float
    y: float
    rows: Annotated[int, Field(gt=0)] = 1
    """How many rows the box covers from `y` on; a bus is tall."""


class Function(Record):
    """What an element is there for, with a criterion that can be measured."""

    statement: Text
    criterion: Text
    facts: tuple[FactId, ...] = ()


class Component(Record):
    """A part of the system."""

    id: Slug
    post: FactId | None = None
    """Its id in the source text; none for what the real system added."""
    name: Text
    aliases: tuple[Text, ...] = ()
    group: Text
    type: Text
    description: Text
    kind: Slug
    """Which fault model applies (`fault_models.yaml`)."""
    owner: Literal["own", "provider", "third-party", "client"]
    sle: Sle | None = None
    functions: tuple[Function, ...] = ()
    excluded: Exclusion | None = None
    reopened: Text | None = None
    """Excluded by the source text, but analysed here, and why."""
    added: Text | None = None
    """Not in the source text: what forced us to add it."""
    resources: tuple[PathGlob, ...] = ()
    not_in_template: Text | None = None
    code: tuple[Symbol, ...] = ()
    position: Position | None = None
    facts: tuple[FactId, ...] = ()


class Link(Record):
    """How one component depends on another."""

    id: Annotated[str, StringConstraints(pattern=r"^[KL]\d{2}$")]
    """K..: of the source text. L..: found in the real system."""
    source: Slug
    target: Slug
    kind: Literal["data", "control", "dependency"]
    sync: Literal["sync", "async", "deploy"]
    drawn: bool = False
    """Whether the source text's diagram draws it."""
    carries: Text
    fault_model: Slug | None = None
    """The fault model of the link; none if it is excluded."""
    template: tuple[Text, ...] = ()
    """What the infrastructure shows of it: "source verb target", as the tool derives them."""
    not_in_template: Text | None = None
    excluded: Exclusion | None = None
    facts: tuple[FactId, ...] = ()


class Guideword(Record):
    """One way in which an element of a kind can fail."""

    word: Slug
    seems: Literal[
        "single-point-of-failure",
        "excessive-load",
        "excessive-latency",
        "misconfiguration",
        "shared-fate",
    ]
    prompt: Text


class FaultModel(Record):
    """The generic failure modes of one kind of element."""

    id: Slug
    applies_to: Literal["component", "link"]
    stores: bool = False
    """Whether elements of this kind keep data: reads and writes are then analysed apart."""
    words: tuple[Guideword, ...]


# ---- scenarios -----------------------------------------------------------------------------------


class Story(Record):
    """A user story, and the scenario that it belongs to."""

    id: FactId
    text: Text
    parent: FactId | None = None
    scenario: Slug | None = None
    outside: Text | None = None
    """Why no critical scenario has it."""


class ScenarioStep(Record):
    """What happens next, and what it needs."""

    text: Text
    needs: tuple[Slug, ...]
    """Components without which the step cannot be done."""
    phase: Literal["accept", "complete", "deliver"]
    """accept: the user waits for it. complete: the bus carries it. deliver: the user comes back."""
    facts: tuple[FactId, ...] = ()


class Scenario(Record):
    """A critical scenario as ordered steps."""

    id: Slug
    name: Text
    steps: tuple[ScenarioStep, ...]
    freshness_seconds: Annotated[int, Field(gt=0)]
    """Until when the asynchronous part should be done: an assumption of ours."""
    freshness_basis: Text


class PrintedRow(Record):
    """A row of the critical-path table as the source text prints it."""

    component: Slug
    marked: tuple[Slug, ...]
    critical: bool
    absent: bool = False
    """The source text has no such row."""


class Difference(Record):
    """A cell in which our derivation differs from the printed table."""

    component: Slug
    scenario: Slug
    printed: bool
    derived: bool
    tension: FactId
    why: Text


class Scenarios(Record):
    """`scenarios.yaml`."""

    stories: tuple[Story, ...]
    scenarios: tuple[Scenario, ...]
    printed: tuple[PrintedRow, ...]
    differences: tuple[Difference, ...]


# ---- failures ------------------------------------------------------------------------------------


class Cause(Record):
    """Why it would happen, and how often without any control."""

    id: Annotated[str, StringConstraints(pattern=r"^C\d$")]
    text: Text
    occurrence: Rating
    basis: Literal["documentation", "source-text", "measured", "judgement"]
    rationale: Text


class EndEffect(Record):
    """What the user and the business see in a scenario if no control works."""

    scenario: Slug
    user: Text
    business: Text
    severity: Rating
    rationale: Text


class Effects(Record):
    """What follows: here, at the next element, at the end."""

    local: Text
    next: Text
    end: tuple[EndEffect, ...] = Field(min_length=1)


class Residual(Record):
    """What remains while the controls work. Counted only if the mitigation is proved."""

    severity: Rating
    occurrence: Rating
    text: Text


class Minutes(Record):
    """What the mode costs of the window's budget: per_month x (detect + resolve) x share."""

    per_month: Annotated[float, Field(ge=0)]
    """Times in the goal's window that users notice it, with the controls in place."""
    share: Annotated[float, Field(ge=0, le=1)]
    """Of the users who are in a critical scenario then, how many cannot finish it."""
    resolve_minutes: Annotated[float, Field(ge=0)]
    detect_minutes: Annotated[float, Field(ge=0)] | None = None
    """Only where no alarm tells: else the alarm's simulated time is taken."""
    basis: Literal["documentation", "source-text", "measured", "assumption"]
    source: Text


class Claims(Record):
    """What has to be true for the row to hold; tests that carry its id prove each sentence."""

    effect: Text | None = None
    detection: Text | None = None
    mitigation: Text | None = None
    restoration: Text | None = None


class FailureMode(Record):
    """One way in which an element fails, from its causes to what restores it."""

    id: ModeId
    title: Text
    words: tuple[Slug, ...] = Field(min_length=1)
    """The guide words of the element's fault model that it answers."""
    operation: Literal["read", "write", "both"] | None = None
    causes: tuple[Cause, ...] = Field(min_length=1)
    effects: Effects
    controls: tuple[ControlId, ...] = ()
    detections: tuple[DetectionId, ...] = ()
    response: Text
    """What the system does by itself."""
    remediation: Text
    restoration: Text
    runbook: RunbookId | None = None
    claims: Claims
    residual: Residual
    minutes: Minutes
    sufficient: bool
    argument: Text
    common_causes: tuple[CommonCauseId, ...] = ()
    actions: tuple[ActionId, ...] = ()
    accepted: Text | None = None
    """A signed argument for leaving a high priority without an action: who, when, why."""
    facts: tuple[FactId, ...] = ()


class Element(Record):
    """A component or a link, and what was decided for each guide word."""

    element: Text
    """A component's id or a link's id."""
    not_applicable: dict[Slug, Text] = {}
    """Guide word: why it cannot happen; or "FM-XXX-01: ..." where that mode covers it."""
    modes: tuple[FailureMode, ...] = ()


class Control(Record):
    """Something in the code or the infrastructure that prevents, tolerates or mends."""

    id: ControlId
    kind: Literal["prevent", "tolerate", "recover"]
    text: Text
    code: tuple[Symbol, ...] = Field(min_length=1)
    ablation: Text
    """How a test switches it off, or why none can."""


class Tier(StrEnum):
    """Whom an alarm tells."""

    PAGE = "page"
    TICKET = "ticket"


class Detection(Record):
    """How somebody comes to know."""

    id: DetectionId
    type: Literal["alarm", "log", "probe", "synthetic", "client"]
    text: Text
    alarm: PathGlob | None = None
    watches: PathGlob | None = None
    """The resource whose metric the alarm takes; none for a metric of our own."""
    metric: Text | None = None
    """The name of the metric."""
    tier: Tier | None = None
    within_seconds: Annotated[int, Field(gt=0)] | None = None
    """Until when it must have fired after the fault begins."""
    code: tuple[Symbol, ...] = ()
    """Where the record, the metric or the probe is written."""
    only_if: Text | None = None
    """The alarm exists in some deployments only: in which."""
    signal_after_seconds: Annotated[int, Field(ge=0)] | None = None
    """When the metric first counts the fault; none where the metric's own meaning says so."""
    signal_per_minute: Annotated[float, Field(gt=0)] = 1
    """How often a counting metric counts while the fault lasts: an assumption about the traffic."""


class CommonCause(Record):
    """One event that several elements share."""

    id: CommonCauseId
    text: Text
    elements: tuple[Text, ...] = Field(min_length=2)
    bound: Text
    """What limits it."""


class Action(Record):
    """Something still to be done."""

    id: ActionId
    what: Text
    owner: Text
    due: Text
    status: Literal["open", "done", "rejected"]
    outcome: Text | None = None


class Failures(Record):
    """A file of `failure_modes/`: elements that belong together, and what they bring along."""

    title: Text
    elements: tuple[Element, ...]
    controls: tuple[Control, ...] = ()
    detections: tuple[Detection, ...] = ()
    common_causes: tuple[CommonCause, ...] = ()
    actions: tuple[Action, ...] = ()


# ---- the source text -----------------------------------------------------------------------------


class Fact(Record):
    """Something that the source text states."""

    id: FactId
    kind: Literal[
        "number", "method", "component", "link", "story", "scenario", "failure", "detection",
        "mitigation", "remediation", "restoration", "claim", "tension",
    ]  # fmt: skip
    line: Text
    """Where: "L83", "L96, L159", or "diagram"."""
    text: Text
    not_used: Text | None = None
    """Why nothing here builds on it."""


class Tension(Record):
    """Where the source text contradicts itself or leaves something open, and what we decided."""

    id: FactId
    text: Text
    decision: Text
    shown: tuple[Symbol, ...] = ()
    """Where the decision can be seen."""
    facts: tuple[FactId, ...] = ()


class Runbook(Record):
    """The front matter of a runbook."""

    id: RunbookId
    title: Text
    detections: tuple[DetectionId, ...] = ()
    """The alarms that lead here; the modes are found from the modes' side."""
    minutes: Annotated[int, Field(gt=0)]
    """How long it takes somebody who reads it, from being told to being done."""
    minutes_basis: Text
    drilled: Text
    """When it was last gone through, or "never"."""


# ---- arithmetic ----------------------------------------------------------------------------------


class BasicEvent(Record):
    """Something that happens or does not, with how likely it is at any moment."""

    id: Slug
    text: Text
    probability: Annotated[float, Field(ge=0, le=1)]
    basis: Literal["documentation", "source-text", "measured", "assumption"]
    source: Text


class Gate(Record):
    """Fails if any, or if all, of its inputs fail. Exactly one of `any` and `all` is given."""

    id: Slug
    text: Text
    any: tuple["Gate | Slug", ...] = ()
    all: tuple["Gate | Slug", ...] = ()
    """Inputs: gates, ids of basic events, or ids of components (which fail with 1 - SLE)."""


class FaultTree(Record):
    """Which failures together make a scenario fail."""

    scenario: Slug
    top: Gate


class Arithmetic(Record):
    """`arithmetic.yaml`: what the sums need beyond the service level expectations."""

    mean_outage_minutes: Annotated[float, Field(gt=0)]
    mean_outage_basis: Text
    retention_minutes: Annotated[float, Field(gt=0)]
    """How long the bus keeps a message that nobody takes."""
    retention_basis: Text
    events: tuple[BasicEvent, ...] = ()
    fault_trees: tuple[FaultTree, ...] = ()


# ---- the told mode -------------------------------------------------------------------------------


class Message(Record):
    """One arrow of a sequence picture."""

    source: Slug
    target: Slug
    text: Text
    fault: bool = False
    """Whether this is what goes wrong."""


class Told(Record):
    """One failure mode as three sequences: as it should be, with the fault, and after it."""

    mode: ModeId
    healthy: tuple[Message, ...] = Field(min_length=1)
    fault: tuple[Message, ...] = Field(min_length=1)
    healed: tuple[Message, ...] = Field(min_length=1)


# ---- what is expected of the infrastructure ------------------------------------------------------


class Measure(Record):
    """A number or a word that resources have.

    `by` leads from the resource to others: each part is a type, and leads to the resources of that
    type which name the ones before, or are named by them.
    """

    by: tuple[Text, ...] = ()
    property: Text | None = None
    """A path such as `RedrivePolicy.maxReceiveCount`; `*` is every entry. None counts resources."""
    combine: Literal["each", "sum", "highest", "lowest"] = "each"
    times: float = 1


class Property(Record):
    """What the analysis leans on, for the resources that a glob selects."""

    id: Annotated[str, StringConstraints(pattern=r"^PROP-[A-Z0-9-]+$")]
    text: Text
    select: PathGlob
    type: Text
    """Of the resources, such as `AWS::SQS::Queue`."""
    measure: Measure
    compare: Literal["is", "has", "exists", "at-least", "at-most"]
    to: str | bool | float | Measure | None = None
    """A value, or a measure of the same resource; nothing for `exists`."""
    needed_by: tuple[Text, ...] = Field(min_length=1)
    """The controls, detections and modes that do not hold without it."""
    remedy: Text
    facts: tuple[FactId, ...] = ()


class Ban(Record):
    """What no resource of one type may do to one of another type."""

    id: Annotated[str, StringConstraints(pattern=r"^BAN-[A-Z0-9-]+$")]
    text: Text
    verb: Text
    """As in the derived links, such as `invokes`."""
    source: Text
    target: Text
    """Types."""
    facts: tuple[FactId, ...] = ()


class Writers(Record):
    """Who may write a store: by the grants alone."""

    store: Slug
    writers: tuple[Slug, ...]
    facts: tuple[FactId, ...] = ()


class Collections(Record):
    """Who alone writes which part of a store that its grants do not divide: by the code."""

    store: Slug
    opened_by: Symbol
    """The function that gives write access to a collection."""
    argument: Annotated[int, Field(ge=0)]
    """Which of its arguments names the collection, counted from 0."""
    within: Text
    """Where in the code to look: a glob of files."""
    owners: dict[Slug, tuple[Text, ...]]
    """Component -> its collections. What is the component's, its `code` says."""
    facts: tuple[FactId, ...] = ()


class Expectations(Record):
    """`properties.yaml`: what the analysis takes for granted of infrastructure and storage."""

    tiers: dict[Tier, PathGlob] = {}
    """The topic by which each tier is told."""
    properties: tuple[Property, ...] = ()
    bans: tuple[Ban, ...] = ()
    writers: tuple[Writers, ...] = ()
    collections: tuple[Collections, ...] = ()
