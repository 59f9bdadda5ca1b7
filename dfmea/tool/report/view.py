"""The assessment as a reader goes through it: chapters, sections, rows, all looked up."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Literal

from dfmea.tool.assessment import Assessment, controls, elements
from dfmea.tool.budget import Spending
from dfmea.tool.checks.records import fields
from dfmea.tool.evidence import Outcome, Status
from dfmea.tool.loader import Analysis
from dfmea.tool.model.controls import Action, CommonCause, Control, Detection
from dfmea.tool.model.failures import Element, FailureMode, Failures
from dfmea.tool.model.sources import Fact, Runbook
from dfmea.tool.model.structure import Component, FaultModel, Guideword, Link
from dfmea.tool.ratings import Ratings, claims_of
from dfmea.tool.report.words import path_of_symbol

State = Literal["failed", "proved", "partly", "unproved", "covered", "impossible", "open"]
STATES: dict[State, str] = {
    "proved": "a failure mode; all that it claims is proved",
    "partly": "a failure mode; some of its claims are proved",
    "unproved": "a failure mode; none of its claims is proved yet",
    "failed": "a failure mode with a claim whose test fails",
    "covered": "another failure mode covers it",
    "impossible": "cannot happen; the reason is given",
    "open": "not decided",
}
MODE = re.compile(r"FM-[A-Z0-9]+-\d{2}")


@dataclass(frozen=True)
class Claim:
    """What has to be true, and whether a test has shown it."""

    id: str
    kind: str
    text: str
    status: Status
    tests: tuple[tuple[str, Outcome], ...]


@dataclass(frozen=True)
class Row:
    """A failure mode, with all that belongs to it."""

    mode: FailureMode
    element: str
    name: str
    """The element's, as people say it."""
    ratings: Ratings
    claims: tuple[Claim, ...]
    controls: tuple[Control, ...]
    detections: tuple[Detection, ...]
    runbook: Runbook | None
    spending: Spending
    actions: tuple[Action, ...]

    @property
    def state(self) -> State:
        """How much of it is proved."""
        return _state({claim.status for claim in self.claims})

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The scenarios in which somebody notices."""
        return tuple(dict.fromkeys(effect.scenario for effect in self.mode.effects.end))

    @property
    def code(self) -> tuple[str, ...]:
        """Where its controls and records stand in the code."""
        controlling = [symbol for control in self.controls for symbol in control.code]
        detecting = [symbol for detection in self.detections for symbol in detection.code]
        return tuple(dict.fromkeys(controlling + detecting))

    @property
    def files(self) -> tuple[str, ...]:
        """The files of that code."""
        return tuple(dict.fromkeys(path_of_symbol(symbol) for symbol in self.code))

    @property
    def tests(self) -> tuple[str, ...]:
        """Every test that carries one of its claims."""
        return tuple(sorted({test for claim in self.claims for test, _ in claim.tests}))


@dataclass(frozen=True)
class Cell:
    """What was decided about one guide word of one element."""

    word: Guideword
    state: State
    modes: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Section:
    """An element with its rows, and the words that need none."""

    thing: Component | Link
    name: str
    model: FaultModel | None
    cells: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def id(self) -> str:
        """The element's id."""
        return self.thing.id

    @property
    def is_component(self) -> bool:
        """Whether it is a component, not a link."""
        return isinstance(self.thing, Component)

    @property
    def excused(self) -> tuple[Cell, ...]:
        """The words that have no failure mode of their own."""
        return tuple(cell for cell in self.cells if cell.state in ("covered", "impossible", "open"))


@dataclass(frozen=True)
class Chapter:
    """A file of failure modes."""

    stem: str
    title: str
    sections: tuple[Section, ...]
    common_causes: tuple[CommonCause, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """All its failure modes."""
        return tuple(row for section in self.sections for row in section.rows)


class View:
    """Everything that pages, pictures and tables show, in the order in which they show it."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.analysis: Analysis = assessment.analysis
        self._elements = elements(self.analysis)
        self._controls = controls(self.analysis)
        self._detections = {each.id: each for each in self.analysis.detections}
        self._runbooks = {each.id: each for each in self.analysis.runbooks}
        self._models = {each.id: each for each in self.analysis.fault_models}
        self._spendings = {each.mode: each for each in assessment.spendings}
        self._actions = {each.id: each for file in self.analysis.failures for each in file.actions}

    @cached_property
    def chapters(self) -> tuple[Chapter, ...]:
        """The files of failure modes."""
        return tuple(self._chapter(failures) for failures in self.analysis.failures)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """Every element that was analysed, in the order of components and links."""
        order = {identity: place for place, identity in enumerate(self._elements)}
        found = [section for chapter in self.chapters for section in chapter.sections]
        return tuple(sorted(found, key=lambda section: order[section.id]))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every failure mode."""
        return tuple(row for chapter in self.chapters for row in chapter.rows)

    @cached_property
    def actions(self) -> tuple[tuple[Action, tuple[str, ...]], ...]:
        """What is still to be done, and the modes that ask for it."""
        asking = defaultdict(list)
        for mode in self.analysis.modes():
            for action in mode.actions:
                asking[action].append(mode.id)
        return tuple((each, tuple(asking[each.id])) for _, each in sorted(self._actions.items()))

    @cached_property
    def chapter_of(self) -> Mapping[str, str]:
        """Which chapter has an element or a mode."""
        found = {}
        for chapter in self.chapters:
            for section in chapter.sections:
                found[section.id] = chapter.stem
                found.update({row.mode.id: chapter.stem for row in section.rows})
        return found

    @cached_property
    def uses(self) -> Mapping[str, tuple[str, ...]]:
        """Fact -> who builds on it."""
        known = {fact.id for fact in self.analysis.facts}
        found: dict[str, dict[str, None]] = defaultdict(dict)
        word = re.compile(r"\b[A-Z]\d+(?:\.\d+)?\b")
        for field in fields(self.analysis):
            if field.type is not Fact:
                for fact in word.findall(field.value):
                    if fact in known and fact != field.owner:
                        found[fact][field.owner] = None
        return {fact: tuple(owners) for fact, owners in found.items()}

    def name(self, identity: str) -> str:
        """What people call an element: a component's name, or a link's two ends."""
        thing = self._elements.get(identity)
        if isinstance(thing, Link):
            return f"{self.name(thing.source)} → {self.name(thing.target)}"
        return thing.name if thing else identity

    def detection_seconds(self, identity: str) -> int | None:
        """When the alarm fires after the fault begins; None if it does not, or is none."""
        return self.assessment.seconds.get(identity)

    def _chapter(self, failures: Failures) -> Chapter:
        first = failures.elements[0].element if failures.elements else ""
        file = self.analysis.place(f"element {first}").file
        return Chapter(
            stem=PurePosixPath(file).stem,
            title=failures.title,
            sections=tuple(
                self._section(element)
                for element in failures.elements
                if element.element in self._elements
            ),
            common_causes=failures.common_causes,
        )

    def _section(self, element: Element) -> Section:
        thing = self._elements[element.element]
        kind = thing.kind if isinstance(thing, Component) else thing.fault_model or ""
        model = self._models.get(kind)
        rows = tuple(self._row(element.element, mode) for mode in element.modes)
        return Section(
            thing=thing,
            name=self.name(thing.id),
            model=model,
            cells=tuple(_cells(model, element, rows)) if model else (),
            rows=rows,
        )

    def _row(self, element: str, mode: FailureMode) -> Row:
        evidence = self.assessment.evidence
        return Row(
            mode=mode,
            element=element,
            name=self.name(element),
            ratings=self.assessment.ratings[mode.id],
            claims=tuple(
                Claim(
                    id=claim,
                    kind=claim.rpartition(":")[2],
                    text=text,
                    status=evidence.status(claim),
                    tests=tuple(sorted(evidence.proofs.get(claim, {}).items())),
                )
                for claim, text in claims_of(mode).items()
            ),
            controls=tuple(self._controls[c] for c in mode.controls if c in self._controls),
            detections=tuple(self._detections[d] for d in mode.detections if d in self._detections),
            runbook=self._runbooks.get(mode.runbook or ""),
            spending=self._spendings[mode.id],
            actions=tuple(self._actions[a] for a in mode.actions if a in self._actions),
        )


def _cells(model: FaultModel, element: Element, rows: tuple[Row, ...]) -> Iterator[Cell]:
    for word in model.words:
        answering = tuple(row for row in rows if word.word in row.mode.words)
        reason = element.not_applicable.get(word.word, "")
        if answering:
            state = _state({claim.status for row in answering for claim in row.claims})
            titles = "; ".join(f"{row.mode.id}: {row.mode.title}" for row in answering)
            yield Cell(word, state, tuple(row.mode.id for row in answering), titles)
        elif covering := MODE.match(reason):
            yield Cell(word, "covered", (covering.group(),), reason)
        else:
            yield Cell(word, "impossible" if reason else "open", (), reason)


def _state(statuses: set[Status]) -> State:
    if Status.FAILED in statuses:
        return "failed"
    if statuses == {Status.PROVED}:
        return "proved"
    return "partly" if Status.PROVED in statuses else "unproved"
