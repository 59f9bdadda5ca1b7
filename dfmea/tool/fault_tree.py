"""Fault trees: minimal cut sets, the exact probability of the top event, and what matters most."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import reduce
from xml.etree import ElementTree

from dfmea.tool.model.arithmetic import Gate

CutSet = frozenset[str]
"""Basic events that together make the top event happen; none of them is superfluous."""


@dataclass(frozen=True)
class Importance:
    """The importance of a basic event for the top event."""

    event: str
    probability: float
    birnbaum: float
    """By how much the top event's probability rises if this event happens for certain."""
    share: float
    """Fussell-Vesely: the part of the top event in which this event has a hand."""


@dataclass(frozen=True)
class Solution:
    """A fault tree, solved."""

    cut_sets: tuple[CutSet, ...]
    probability: float
    importances: tuple[Importance, ...]


def solve(top: Gate, probabilities: Mapping[str, float]) -> Solution:
    """The tree's cut sets and sums. Basic events are independent of each other.

    Raises KeyError for an event without a probability.
    """
    cuts = minimal(_cuts(top))
    chance = _union(cuts, probabilities)
    return Solution(
        cut_sets=tuple(sorted(cuts, key=lambda cut: (len(cut), sorted(cut)))),
        probability=chance,
        importances=_importances(cuts, probabilities, chance),
    )


def minimal(cuts: Iterable[CutSet]) -> frozenset[CutSet]:
    """Without those that contain another one."""
    kept: list[CutSet] = []
    for cut in sorted(set(cuts), key=len):
        if not any(smaller <= cut for smaller in kept):
            kept.append(cut)
    return frozenset(kept)


def _cuts(node: Gate | str) -> frozenset[CutSet]:
    if isinstance(node, str):
        return frozenset({frozenset({node})})
    if bool(node.any) == bool(node.all):
        raise ValueError(f"gate {node.id} needs either `any` or `all`")
    inputs = [_cuts(child) for child in node.any or node.all]
    if node.any:
        return minimal(cut for cuts in inputs for cut in cuts)
    return reduce(lambda one, other: minimal(a | b for a in one for b in other), inputs)


def _union(cuts: frozenset[CutSet], probabilities: Mapping[str, float]) -> float:
    """The probability that at least one cut set happens, by splitting on one event at a time."""
    if not cuts:
        return 0.0
    if frozenset() in cuts:
        return 1.0
    event = min(event for cut in cuts for event in cut)
    chance = probabilities[event]
    happens = minimal(cut - {event} for cut in cuts)
    does_not = frozenset(cut for cut in cuts if event not in cut)
    return chance * _union(happens, probabilities) + (1 - chance) * _union(does_not, probabilities)


def _importances(
    cuts: frozenset[CutSet], probabilities: Mapping[str, float], chance: float
) -> tuple[Importance, ...]:
    events = sorted({event for cut in cuts for event in cut})
    found = []
    for event in events:
        with_it = _union(cuts, {**probabilities, event: 1.0})
        without = _union(cuts, {**probabilities, event: 0.0})
        taking_part = _union(frozenset(cut for cut in cuts if event in cut), probabilities)
        share = taking_part / chance if chance else 0.0
        found.append(Importance(event, probabilities[event], with_it - without, share))
    return tuple(sorted(found, key=lambda each: (-each.share, each.event)))


def open_psa(name: str, top: Gate, probabilities: Mapping[str, float]) -> str:
    """The tree in the Open-PSA Model Exchange Format, for another tool to solve."""
    root = ElementTree.Element("opsa-mef")
    tree = ElementTree.SubElement(root, "define-fault-tree", name=name)
    events: set[str] = set()
    _define(tree, top, events)
    data = ElementTree.SubElement(root, "model-data")
    for event in sorted(events):
        defined = ElementTree.SubElement(data, "define-basic-event", name=event)
        ElementTree.SubElement(defined, "float", value=repr(probabilities[event]))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True) + "\n"


def _define(tree: ElementTree.Element, gate: Gate, events: set[str]) -> None:
    defined = ElementTree.SubElement(tree, "define-gate", name=gate.id)
    children = gate.any or gate.all
    # A formula of one input is that input.
    one = len(children) == 1
    formula = defined if one else ElementTree.SubElement(defined, "or" if gate.any else "and")
    for child in children:
        if isinstance(child, str):
            events.add(child)
            ElementTree.SubElement(formula, "basic-event", name=child)
        else:
            ElementTree.SubElement(formula, "gate", name=child.id)
            _define(tree, child, events)
