"""A finding of a check: its place, its subject and its remedy."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """A line of a file, as people find it."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True)
class Finding:
    """A violation that a check has found."""

    place: Place
    id: str
    message: str
    remedy: str
    check: str = ""

    def __str__(self) -> str:
        return f"{self.place}: {self.id}: {self.message}\n    {self.remedy} [{self.check}]"


Findings = Iterator[Finding]
CheckFunction = Callable[..., Findings]
