"""Combines the service level expectations, and compares the result with the goal."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from dfmea.tool.loader import Analysis
from dfmea.tool.model.scenarios import Scenario
from dfmea.tool.model.scope import Goal

MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Sum:
    """Components in series: all of them are needed at once, and they fail independently."""

    name: str
    components: tuple[str, ...]
    availability: float
    minutes: float
    """Minutes of downtime in the goal's window."""
    times_budget: float
    """The downtime divided by the budget: more than 1 misses the goal."""

    @property
    def one_in(self) -> float:
        """One of this many attempts fails."""
        return 1 / (1 - self.availability) if self.availability < 1 else math.inf


@dataclass(frozen=True)
class Outlook:
    """A scenario's availability, for different sets of components."""

    scenario: str
    printed: Sum
    """The components that the source text's table marks."""
    derived: Sum
    """Those of the source text's components that our steps need."""
    whole: Sum
    """All that our steps need, with what the real system added."""
    accepted: Sum
    """The components that a user waits for."""
    late: float
    """The part of accepted work that is not done within the freshness target."""
    lost: float
    """The part that waits longer than the bus retains messages."""


def budget_minutes(goal: Goal) -> float:
    """The minutes of the window in which the system may fail."""
    return (1 - goal.availability) * goal.window_days * MINUTES_A_DAY


def in_words(minutes: float) -> str:
    """Hours and minutes, such as "3 h 36 min"."""
    hours, rest = divmod(round(minutes), 60)
    return f"{hours} h {rest:02} min" if hours else f"{rest} min"


def in_series(analysis: Analysis, name: str, components: Iterable[str]) -> Sum:
    """The product of the expectations, because all are needed; those without one are left out."""
    expected = {c.id: c.sle.value for c in analysis.components if c.sle}
    counted = tuple(sorted(c for c in set(components) if c in expected))
    available = math.prod(expected[component] for component in counted)
    goal = analysis.scope.goal
    minutes = (1 - available) * goal.window_days * MINUTES_A_DAY
    return Sum(name, counted, available, minutes, minutes / budget_minutes(goal))


def needed(scenario: Scenario, *phases: str) -> set[str]:
    """The components that the scenario's steps need: of some phases, or of all."""
    return {c for step in scenario.steps if not phases or step.phase in phases for c in step.needs}


def outlook(analysis: Analysis, scenario: Scenario) -> Outlook:
    """The scenario's sums."""
    of_the_post = {c.id for c in analysis.components if c.post}
    marked = {r.component for r in analysis.scenarios.printed if scenario.id in r.marked}
    everything = needed(scenario)
    waited_for = needed(scenario, "accept")
    return Outlook(
        scenario=scenario.id,
        printed=in_series(analysis, "as printed", marked),
        derived=in_series(analysis, "as derived", everything & of_the_post),
        whole=in_series(analysis, "as built", everything),
        accepted=in_series(analysis, "accepting", waited_for),
        late=_beyond(analysis, scenario, scenario.freshness_seconds / 60),
        lost=_beyond(analysis, scenario, analysis.arithmetic.retention_minutes),
    )


def _beyond(analysis: Analysis, scenario: Scenario, minutes: float) -> float:
    """The part of accepted work that meets an outage of at least so many more minutes.

    Outages are taken to be exponential with the assumed mean length, so how long one has lasted
    says nothing about how long it still will.
    """
    later = in_series(analysis, "later", needed(scenario, "complete"))
    return (1 - later.availability) * math.exp(-minutes / analysis.arithmetic.mean_outage_minutes)


def share_needed(analysis: Analysis, among: Sum, *components: str) -> float:
    """What each of these components must reach, all equally, for the sum to meet the goal."""
    expected = {c.id: c.sle.value for c in analysis.components if c.sle}
    others = math.prod(expected[c] for c in among.components if c not in components)
    return float((analysis.scope.goal.availability / others) ** (1 / len(components)))
