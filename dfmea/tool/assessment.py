"""Computes once what follows from an analysis; checks and reports read it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dfmea.tool.availability import Outlook, budget_minutes, outlook
from dfmea.tool.budget import Spending, spendings
from dfmea.tool.evidence import Evidence, Status
from dfmea.tool.fault_tree import Solution, solve
from dfmea.tool.loader import Analysis
from dfmea.tool.model.arithmetic import Gate
from dfmea.tool.model.controls import Control, Detection
from dfmea.tool.model.failures import FailureMode
from dfmea.tool.model.structure import Component, Link
from dfmea.tool.ratings import Ratings, claims_of, rate


@dataclass(frozen=True)
class Assessment:
    """An analysis with its computed results."""

    analysis: Analysis
    evidence: Evidence
    seconds: Mapping[str, int | None]
    """Detection -> simulated seconds until its alarm fires."""
    ratings: Mapping[str, Ratings]
    spendings: tuple[Spending, ...]
    """The costs of the modes, the largest first."""
    outlooks: tuple[Outlook, ...]
    solutions: Mapping[str, Solution]
    """Scenario -> its fault tree, solved."""

    @property
    def budget(self) -> float:
        """The minutes of the window in which the system may fail."""
        return budget_minutes(self.analysis.scope.goal)

    @property
    def spent(self) -> float:
        """The minutes that all modes together cost."""
        return sum(each.minutes for each in self.spendings)

    def statuses(self, mode: FailureMode) -> dict[str, Status]:
        """The status of each of the mode's claims."""
        return {claim: self.evidence.status(claim) for claim in claims_of(mode)}

    def mode(self, identity: str) -> FailureMode:
        """The mode of that id. Raises StopIteration if there is none."""
        return next(mode for mode in self.analysis.modes() if mode.id == identity)

    def count(self, status: Status) -> int:
        """How many claims have this status."""
        modes = self.analysis.modes()
        return sum(s is status for mode in modes for s in self.statuses(mode).values())


def assess(analysis: Analysis, evidence: Evidence, seconds: Mapping[str, int | None]) -> Assessment:
    """Compute the results of an analysis."""
    detections = {detection.id: detection for detection in analysis.detections}
    ratings = {
        mode.id: rate(mode, analysis.scope, evidence, detections, seconds)
        for mode in analysis.modes()
    }
    return Assessment(
        analysis=analysis,
        evidence=evidence,
        seconds=seconds,
        ratings=ratings,
        spendings=tuple(spendings(analysis.modes(), ratings)),
        outlooks=tuple(outlook(analysis, s) for s in analysis.scenarios.scenarios),
        solutions={
            tree.scenario: solve(tree.top, probabilities(analysis, tree.top))
            for tree in analysis.arithmetic.fault_trees
        },
    )


def probabilities(analysis: Analysis, top: Gate) -> dict[str, float]:
    """The probability of each input: an event's own, or a component's 1 - SLE.

    Raises KeyError for an input that is neither.
    """
    events = {event.id: event.probability for event in analysis.arithmetic.events}
    down = {c.id: 1 - c.sle.value for c in analysis.components if c.sle}
    return {name: {**down, **events}[name] for name in sorted(inputs(top))}


def inputs(gate: Gate) -> set[str]:
    """The basic events and components below a gate."""
    found: set[str] = set()
    for child in gate.any or gate.all:
        found |= {child} if isinstance(child, str) else inputs(child)
    return found


def elements(analysis: Analysis) -> dict[str, Component | Link]:
    """Everything that can fail, by id."""
    found: list[Component | Link] = [*analysis.components, *analysis.links]
    return {each.id: each for each in found}


def controls(analysis: Analysis) -> dict[str, Control]:
    """Every control, by id."""
    return {control.id: control for file in analysis.failures for control in file.controls}


def alarms(analysis: Analysis) -> dict[str, Detection]:
    """The detections that are alarms, by id."""
    return {each.id: each for each in analysis.detections if each.type == "alarm"}
