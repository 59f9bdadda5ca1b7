"""Ablations: small changes that remove one control, so that its proofs can be seen to fail."""

from typing import Annotated

from pydantic import Field, StringConstraints

from dfmea.tool.model.record import ControlId, Record, Symbol, Text

AblationId = Annotated[str, StringConstraints(pattern=r"^ABL-[A-Z0-9-]+$")]
ClaimId = Annotated[
    str,
    StringConstraints(pattern=r"^FM-[A-Z0-9]+-\d{2}:(effect|detection|mitigation|restoration)$"),
]


class Edit(Record):
    """One change of the code: a text that stands once in a symbol gives way to another."""

    code: Symbol
    old: Annotated[str, StringConstraints(min_length=1)]
    new: str


class Ablation(Record):
    """A change that removes exactly one control, and the claims that must fall with it."""

    id: AblationId
    text: Text
    """What is removed, as a sentence."""
    control: ControlId | None = None
    """None: what the claim leans on is not a control, such as the cause of an effect."""
    edits: tuple[Edit, ...] = Field(min_length=1)
    claims: tuple[ClaimId, ...] = Field(min_length=1)


class Runner(Record):
    """How tests are run in a copy of the repository."""

    command: tuple[Text, ...] = Field(min_length=1)
    """`{junit}` is where the results go; the tests' ids follow at the end."""
    environment: dict[str, str] = Field(default_factory=dict)
    """`{copy}` is the folder of the copy."""
    links: tuple[Text, ...] = ()
    """What git does not keep but tests need: the copy has a link to it."""
    only: tuple[Text, ...] = ("",)
    """How the ids begin of the tests that it can run."""
    never: tuple[Text, ...] = ()
    """How the ids begin of those that it leaves out, because they are too slow, say."""
    seconds: Annotated[int, Field(ge=1)]
    """A run that takes longer is stopped, and says nothing."""


class Ablations(Record):
    """All ablations of an analysis, and how they are run."""

    runner: Runner
    ablations: tuple[Ablation, ...] = ()
