"""Computes the minutes that each failure mode costs of the goal's window."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dfmea.tool.model.failures import FailureMode
from dfmea.tool.ratings import Ratings


@dataclass(frozen=True)
class Spending:
    """One mode's minutes of failure in the window: times x (detection + repair) x share.

    The form is that of Google's CRE risk analysis
    ("Know thy enemy", https://srecon18apac.sched.com/event/F2rR).
    """

    mode: str
    minutes: float
    per_month: float
    detect_minutes: float
    resolve_minutes: float
    share: float
    is_simulated: bool
    """Whether the time to detect is the alarm's, or a number in the analysis."""


def spending(mode: FailureMode, ratings: Ratings) -> Spending:
    """The cost of a mode. The alarm's simulated time is used unless the mode has its own."""
    cost = mode.minutes
    simulated = ratings.seconds_to_alarm
    stated = cost.detect_minutes
    detect = stated if stated is not None else (simulated or 0) / 60
    return Spending(
        mode=mode.id,
        minutes=cost.per_month * (detect + cost.resolve_minutes) * cost.share,
        per_month=cost.per_month,
        detect_minutes=detect,
        resolve_minutes=cost.resolve_minutes,
        share=cost.share,
        is_simulated=stated is None and simulated is not None,
    )


def spendings(modes: Iterable[FailureMode], ratings: Mapping[str, Ratings]) -> list[Spending]:
    """The costs of all modes, the largest first."""
    found = [spending(mode, ratings[mode.id]) for mode in modes]
    return sorted(found, key=lambda each: (-each.minutes, each.mode))
