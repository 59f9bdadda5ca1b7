"""All pictures of a report, made from its view."""

from collections.abc import Iterator

from dfmea.tool.assessment import alarms, inputs
from dfmea.tool.model.arithmetic import Gate
from dfmea.tool.report.pictures import (
    architecture,
    budget,
    critical_paths,
    fault_tree,
    heatmap,
    risk,
    sequence,
    timeline,
    waterfall,
)
from dfmea.tool.report.svg import Picture
from dfmea.tool.report.view import View
from dfmea.tool.report.words import sentence

MINUTES_A_DAY = 24 * 60


def gallery(view: View) -> dict[str, Picture]:
    """Every picture by its name, in the order of the report."""
    return {picture.name: picture for picture in _pictures(view)}


def _pictures(view: View) -> Iterator[Picture]:
    analysis = view.analysis
    yield from architecture.pictures(analysis.components, analysis.links)
    yield critical_paths.picture(analysis)
    components = [section for section in view.sections if section.is_component]
    links = [section for section in view.sections if not section.is_component]
    yield heatmap.picture("heatmap-components", "component", components)
    yield heatmap.picture("heatmap-links", "link", links)
    yield risk.picture(view.rows)
    yield from _waterfalls(view)
    yield from _fault_trees(view)
    titles = {mode.id: mode.title for mode in analysis.modes()}
    yield budget.picture(view.assessment.spendings, titles, view.assessment.budget)
    yield timeline.picture(list(alarms(analysis).values()), view.assessment.seconds)
    told = analysis.scope.told_mode
    if told:
        names = {component.id: component.name for component in analysis.components}
        yield sequence.picture(told, titles.get(told.mode, told.mode), names)


def _waterfalls(view: View) -> Iterator[Picture]:
    analysis = view.analysis
    components = {c.id: (c.name, c.sle.value) for c in analysis.components if c.sle}
    names = {s.id: sentence(s.name) for s in analysis.scenarios.scenarios}
    window = analysis.scope.goal.window_days * MINUTES_A_DAY
    for outlook in view.assessment.outlooks:
        name = names[outlook.scenario]
        solution = view.assessment.solutions.get(outlook.scenario)
        yield waterfall.picture(
            outlook,
            name,
            components,
            window,
            view.assessment.budget,
            solution.probability if solution else None,
        )


def _fault_trees(view: View) -> Iterator[Picture]:
    names = {s.id: sentence(s.name) for s in view.analysis.scenarios.scenarios}
    for tree in view.analysis.arithmetic.fault_trees:
        solution = view.assessment.solutions[tree.scenario]
        name = names.get(tree.scenario, tree.scenario)
        known = event_names(view, tree.top)
        yield fault_tree.picture(tree.scenario, name, tree.top, known, solution.probability)


def event_names(view: View, top: Gate) -> dict[str, tuple[str, float]]:
    """What the inputs of a tree are called, and how likely they are."""
    arithmetic = view.analysis.arithmetic
    known = {c.id: (c.name, 1 - c.sle.value) for c in view.analysis.components if c.sle}
    known.update({event.id: (event.text, event.probability) for event in arithmetic.events})
    return {name: known[name] for name in sorted(inputs(top))}
