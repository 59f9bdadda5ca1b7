"""The inputs of the availability sums, and the fault trees."""

from typing import Annotated, Literal

from pydantic import Field

from dfmea.tool.model.record import Record, Slug, Text


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
