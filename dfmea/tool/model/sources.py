"""The facts and contradictions of the source text, and the front matter of runbooks."""

from typing import Annotated, Literal

from pydantic import Field

from dfmea.tool.model.record import DetectionId, FactId, Record, RunbookId, Symbol, Text


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
