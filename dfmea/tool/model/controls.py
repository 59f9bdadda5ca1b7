"""What failure modes refer to: controls, detections, common causes and actions."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from dfmea.tool.model.record import (
    ActionId,
    CommonCauseId,
    ControlId,
    DetectionId,
    PathGlob,
    Record,
    Symbol,
    Text,
)


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
