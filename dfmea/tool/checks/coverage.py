"""Checks that each element, guide word and link has a decision."""

from collections.abc import Callable, Iterable, Iterator
from typing import get_args

from dfmea.tool.checks.records import analysed, elements, in_scope, place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.loader import Analysis
from dfmea.tool.model.failures import Element
from dfmea.tool.model.structure import Component, FaultModel, Guideword, Link

SEEMS: tuple[str, ...] = get_args(Guideword.model_fields["seems"].annotation)
OPERATIONS = ("read", "write")


def exclusions_have_reasons(subject: Subject) -> Findings:
    """Each exclusion has a reason that the scope allows, and the reason holds."""
    analysis = subject.analysis
    for thing in _things(analysis):
        if thing.excluded and thing.excluded.reason not in analysis.scope.exclusion_reasons:
            known = ", ".join(analysis.scope.exclusion_reasons)
            yield Finding(
                _place(analysis, thing),
                thing.id,
                f"is excluded for '{thing.excluded.reason}', which is no reason of the scope",
                f"Take one of {known}; or add the reason to scope.yaml.",
            )
        if getattr(thing, "reopened", None) and not thing.excluded:
            yield Finding(
                _place(analysis, thing),
                thing.id,
                "is reopened, but nothing excludes it",
                "Write down the exclusion that is taken back, or remove `reopened`.",
            )


def paths_keep_their_components(subject: Subject) -> Findings:
    """Components that were excluded because they are on no critical path are on none."""
    analysis = subject.analysis
    out = {
        component.id: component
        for component in analysis.components
        if component.excluded
        and component.excluded.stage == "critical-path"
        and not component.reopened
    }
    steps = [
        (scenario, step) for scenario in analysis.scenarios.scenarios for step in scenario.steps
    ]
    for scenario, step in steps:
        for name in (name for name in step.needs if name in out):
            yield Finding(
                _place(analysis, out[name]),
                name,
                f"is excluded as on no critical path, but {scenario.id} needs it: '{step.text}'",
                "Reopen it, or take it out of the step's `needs`.",
            )


def words_are_decided(subject: Subject) -> Findings:
    """Every element in scope answers every guide word of its kind once."""
    analysis = subject.analysis
    models = {model.id: model for model in analysis.fault_models}
    decisions = _decisions(analysis)
    for thing, kind in analysed(analysis):
        model = models.get(kind or "")
        if model is None:
            continue  # named by the check of references, or by that of links
        if thing.id not in decisions:
            yield Finding(
                _place(analysis, thing),
                thing.id,
                f"is in scope, and no file of failure_modes/ decides its {len(model.words)} words",
                f"Add `- element: {thing.id}` to one of them, or exclude it with a reason.",
            )
        for element in decisions.get(thing.id, ()):
            yield from _undecided(analysis, element, model)


def excluded_have_no_modes(subject: Subject) -> Findings:
    """Excluded elements have no modes."""
    analysis = subject.analysis
    decisions = _decisions(analysis)
    for thing in _things(analysis):
        if not in_scope(thing) and thing.id in decisions:
            remedy = "Remove the element"
            if isinstance(thing, Component):
                remedy += ", or write in components.yaml why it is `reopened`"
            yield Finding(
                _element_place(analysis, thing.id),
                thing.id,
                "is excluded, and its failures are analysed all the same",
                f"{remedy}.",
            )


def seems_are_answered(subject: Subject) -> Findings:
    """Each component in scope was asked about single points of failure, load, latency, bugs and
    shared fate.
    """
    analysis = subject.analysis
    models = {model.id: model for model in analysis.fault_models}
    decided = {element.element: set(_answered(element)) for element in elements(analysis)}
    for component in filter(in_scope, analysis.components):
        model = models.get(component.kind)
        words = model.words if model else ()
        asked = {each.seems for each in words if each.word in decided.get(component.id, ())}
        if not model or component.id not in decided:
            continue  # said by the check of guide words
        for missing in (seems for seems in SEEMS if seems not in asked):
            yield Finding(
                _element_place(analysis, component.id),
                component.id,
                f"says nothing about {missing}",
                f"Answer a word of that kind; if '{model.id}' has none, add one there.",
            )


def reads_and_writes_are_apart(subject: Subject) -> Findings:
    """Elements that store data have separate modes for reads and writes."""
    analysis = subject.analysis
    models = {model.id: model for model in analysis.fault_models}
    decisions = _decisions(analysis)
    for thing, kind in analysed(analysis):
        model = models.get(kind or "")
        if model and model.stores:
            for element in decisions.get(thing.id, ()):
                yield from _one_sided(analysis, element)


def links_are_analysed(subject: Subject) -> Findings:
    """Every link has a fault model or a reason."""
    analysis = subject.analysis
    for link in analysis.links:
        if in_scope(link) and link.fault_model is None:
            yield Finding(
                _place(analysis, link),
                link.id,
                f"from {link.source} to {link.target} is neither analysed nor excluded",
                "Give it a `fault_model`, or say under `excluded` why it needs none.",
            )


def _things(analysis: Analysis) -> Iterator[Component | Link]:
    yield from analysis.components
    yield from analysis.links


def _place(analysis: Analysis, thing: Component | Link) -> Place:
    file = "components.yaml" if isinstance(thing, Component) else "links.yaml"
    return place_of(analysis, thing.id, file)


def _element_place(analysis: Analysis, identity: str) -> Place:
    return place_of(analysis, f"element {identity}")


def _decisions(analysis: Analysis) -> dict[str, list[Element]]:
    decisions: dict[str, list[Element]] = {}
    for element in elements(analysis):
        decisions.setdefault(element.element, []).append(element)
    return decisions


def _answered(element: Element) -> Iterator[str]:
    yield from element.not_applicable
    for mode in element.modes:
        yield from mode.words


def _undecided(analysis: Analysis, element: Element, model: FaultModel) -> Findings:
    prompts = {each.word: each.prompt for each in model.words}
    place = _element_place(analysis, element.element)
    answered = set(_answered(element))
    for word in (word for word in prompts if word not in answered):
        yield Finding(
            place,
            element.element,
            f"does not decide '{word}' ({prompts[word]})",
            "Add a failure mode with it, or say under `not_applicable` why it cannot happen.",
        )
    for mode in element.modes:
        yield from _wrong_words(place_of(analysis, mode.id), mode.id, mode.words, model)
        for word in (word for word in mode.words if word in element.not_applicable):
            yield Finding(
                place_of(analysis, mode.id),
                mode.id,
                f"answers '{word}', which {element.element} calls not applicable",
                "Remove one of the two.",
            )
    yield from _wrong_words(place, element.element, element.not_applicable, model)


def _wrong_words(place: Place, owner: str, words: Iterable[str], model: FaultModel) -> Findings:
    known = [each.word for each in model.words]
    for word in (word for word in words if word not in known):
        yield Finding(
            place,
            owner,
            f"answers '{word}', which is no word of the fault model '{model.id}'",
            f"Take one of: {', '.join(known)}.",
        )


def _one_sided(analysis: Analysis, element: Element) -> Findings:
    for mode in element.modes:
        if mode.operation is None:
            yield Finding(
                place_of(analysis, mode.id),
                mode.id,
                f"does not say whether {element.element} is read or written",
                "Add `operation: read`, `write` or `both`.",
            )
    for operation in OPERATIONS:
        if not _covers(element, operation):
            yield Finding(
                _element_place(analysis, element.element),
                element.element,
                f"has no failure mode of a {operation}",
                f"Add one, or call '{operation}-refused' not applicable if nobody does that here.",
            )


def _covers(element: Element, operation: str) -> bool:
    """By a mode, or by the reason why a word such as `read-refused` cannot happen."""
    modes: Callable[[str | None], bool] = (operation, "both").__contains__
    ruled_out = any(word.startswith(f"{operation}-") for word in element.not_applicable)
    return ruled_out or any(modes(mode.operation) for mode in element.modes)
