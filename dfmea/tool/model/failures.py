"""Failure modes: causes, effects, claims, and what remains while the controls work."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dfmea.tool.model.controls import Action, CommonCause, Control, Detection
from dfmea.tool.model.record import (
    ActionId,
    CommonCauseId,
    ControlId,
    DetectionId,
    FactId,
    ModeId,
    Rating,
    Record,
    RunbookId,
    Slug,
    Text,
)


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
    not_applicable: dict[Slug, Text] = Field(default={})
    """Guide word: why it cannot happen; or "FM-XXX-01: ..." where that mode covers it."""
    modes: tuple[FailureMode, ...] = ()


class Failures(Record):
    """A file of `failure_modes/`: elements that belong together, and what they bring along."""

    title: Text
    elements: tuple[Element, ...]
    controls: tuple[Control, ...] = ()
    detections: tuple[Detection, ...] = ()
    common_causes: tuple[CommonCause, ...] = ()
    actions: tuple[Action, ...] = ()
