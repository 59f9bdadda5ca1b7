"""Fault trees are solved as by hand, and as an independent tool solves them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dfmea.tool.fault_tree import minimal, open_psa, solve
from dfmea.tool.model.arithmetic import Gate

GOLDEN = Path(__file__).parent / "golden"
"""Open-PSA files, and beside each what SCRAM 0.16.2 makes of it (`golden/README.md`)."""


def either(name: str, *inputs: Gate | str) -> Gate:
    return Gate(id=name, text=name, any=inputs)


def both(name: str, *inputs: Gate | str) -> Gate:
    return Gate(id=name, text=name, all=inputs)


def test_one_of_two_failures_suffices() -> None:
    solution = solve(either("top", "pump", "valve"), {"pump": 0.1, "valve": 0.2})
    assert solution.cut_sets == (frozenset({"pump"}), frozenset({"valve"}))
    assert solution.probability == pytest.approx(0.1 + 0.2 - 0.1 * 0.2)


def test_two_failures_are_needed_together() -> None:
    solution = solve(both("top", "pump", "valve"), {"pump": 0.1, "valve": 0.2})
    assert solution.cut_sets == (frozenset({"pump", "valve"}),)
    assert solution.probability == pytest.approx(0.02)


def test_what_a_smaller_set_does_alone_makes_the_larger_one_superfluous() -> None:
    top = either("top", "power", both("pumps", "pump", "power"))
    solution = solve(top, {"power": 0.1, "pump": 0.5})
    assert solution.cut_sets == (frozenset({"power"}),)
    assert solution.probability == pytest.approx(0.1)


def test_an_event_that_stands_in_two_places_is_counted_once() -> None:
    top = both("top", either("one", "power", "pump"), either("other", "power", "valve"))
    solution = solve(top, {"power": 0.1, "pump": 0.2, "valve": 0.3})
    assert set(solution.cut_sets) == {frozenset({"power"}), frozenset({"pump", "valve"})}
    assert solution.probability == pytest.approx(0.1 + 0.9 * 0.2 * 0.3)


def test_the_event_with_a_hand_in_most_failures_comes_first() -> None:
    solution = solve(either("top", "pump", "valve"), {"pump": 0.1, "valve": 0.2})
    first, second = solution.importances
    assert (first.event, second.event) == ("valve", "pump")
    assert first.birnbaum == pytest.approx(0.9)
    assert first.share == pytest.approx(0.2 / 0.28)


def test_a_gate_must_say_how_its_inputs_combine() -> None:
    with pytest.raises(ValueError, match="gate top needs either `any` or `all`"):
        solve(Gate(id="top", text="top", any=("a",), all=("b",)), {"a": 0.1, "b": 0.1})


EVENTS = st.sampled_from("abcde")
GATES = st.recursive(
    EVENTS,
    lambda inner: st.builds(
        lambda kind, inputs: (either if kind else both)("g", *inputs),
        st.booleans(),
        st.lists(inner, min_size=1, max_size=3),
    ),
    max_leaves=8,
)


@given(GATES, st.lists(st.floats(0.01, 0.99), min_size=5, max_size=5))
def test_the_sum_is_that_of_trying_every_combination(
    node: Gate | str, chances: list[float]
) -> None:
    top = either("top", node)
    probabilities = dict(zip("abcde", chances, strict=True))
    by_hand = sum(
        _weight(failed, probabilities)
        for number in range(32)
        if _happens(top, failed := {e for bit, e in enumerate("abcde") if number >> bit & 1})
    )
    assert solve(top, probabilities).probability == pytest.approx(by_hand)


@given(st.lists(st.frozensets(EVENTS, min_size=1), max_size=8))
def test_no_minimal_set_contains_another(sets: list[frozenset[str]]) -> None:
    kept = minimal(sets)
    assert not any(one < other for one in kept for other in kept)
    assert all(any(one <= each for one in kept) for each in sets)


def _happens(node: Gate | str, failed: set[str]) -> bool:
    if isinstance(node, str):
        return node in failed
    inputs = [_happens(child, failed) for child in node.any or node.all]
    return any(inputs) if node.any else all(inputs)


def _weight(failed: set[str], probabilities: dict[str, float]) -> float:
    weight = 1.0
    for event, chance in probabilities.items():
        weight *= chance if event in failed else 1 - chance
    return weight


TREES = {
    "bridge": (
        either(
            "top",
            both("ab", "a", "b"),
            both("cd", "c", "d"),
            both("aed", "a", "e", "d"),
            both("ceb", "c", "e", "b"),
        ),
        {"a": 0.1, "b": 0.2, "c": 0.15, "d": 0.05, "e": 0.3},
    ),
    "series": (either("top", "a", "b", "c"), {"a": 0.005, "b": 0.001, "c": 0.0005}),
    "nested": (
        either("top", "power", both("pumps", either("one", "p1", "v1"), either("two", "p2", "v1"))),
        {"power": 0.001, "p1": 0.02, "p2": 0.03, "v1": 0.01},
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_scram_finds_the_same_cut_sets_and_the_same_sums(name: str) -> None:
    top, probabilities = TREES[name]
    assert (GOLDEN / f"{name}.xml").read_text() == open_psa(name, top, probabilities)
    theirs = json.loads((GOLDEN / f"{name}.scram.json").read_text())
    ours = solve(top, probabilities)
    assert sorted(sorted(cut) for cut in ours.cut_sets) == theirs["cut_sets"]
    assert ours.probability == pytest.approx(theirs["probability"], rel=1e-5)
    for each in ours.importances:
        assert each.birnbaum == pytest.approx(theirs["birnbaum"][each.event], rel=1e-4)
