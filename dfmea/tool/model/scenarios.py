"""User stories, the critical scenarios, and the table that the source text prints of them."""

from typing import Annotated, Literal

from pydantic import Field

from dfmea.tool.model.record import FactId, Record, Slug, Text


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
