"""What the analysis expects of infrastructure and storage."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dfmea.tool.model.controls import Tier
from dfmea.tool.model.record import FactId, PathGlob, Record, Slug, Symbol, Text


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
    unless: tuple[PathGlob, ...] = ()
    """The resources that may; `text` says why."""
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

    tiers: dict[Tier, PathGlob] = Field(default={})
    """The topic by which each tier is told."""
    properties: tuple[Property, ...] = ()
    bans: tuple[Ban, ...] = ()
    writers: tuple[Writers, ...] = ()
    collections: tuple[Collections, ...] = ()
