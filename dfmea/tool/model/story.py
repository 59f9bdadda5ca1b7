"""One failure mode told as three sequences."""

from pydantic import Field

from dfmea.tool.model.record import ModeId, Record, Slug, Text


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
