"""A step that lost a race is begun again: every step may be repeated."""

from collections.abc import Callable
from typing import TypeVar

from services.runtime.bus import AgainSoonError

RELOADS = 5

ResultT = TypeVar("ResultT")


class ChangedMeanwhileError(AgainSoonError):
    """Another message changed what was read."""


def repeated(step: Callable[[], ResultT]) -> ResultT:
    """The step, begun again when another message changed what it had read.

    Raises ChangedMeanwhileError when that happened each time: then the message comes again.
    """
    for _ in range(RELOADS - 1):
        try:
            return step()
        except ChangedMeanwhileError:
            continue
    return step()
