"""The parts of the system, how they depend on each other, and how each kind can fail."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from dfmea.tool.model.record import FactId, PathGlob, Record, Slug, Symbol, Text


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
