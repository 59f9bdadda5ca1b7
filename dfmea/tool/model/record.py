"""The types that all records share."""

from typing import Annotated

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
