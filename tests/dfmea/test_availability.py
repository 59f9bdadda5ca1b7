"""The sums of the service level expectations, as the post's numbers (N01 to N16) give them."""

import json
from pathlib import Path

import pytest

from dfmea.tool.assessment import probabilities
from dfmea.tool.availability import (
    Sum,
    budget_minutes,
    in_series,
    in_words,
    needed,
    outlook,
    share_needed,
)
from dfmea.tool.fault_tree import open_psa, solve
from dfmea.tool.loader import Analysis, load
from dfmea.tool.model.scope import Goal
from tests.claims import proves

ROOT = Path(__file__).parents[2]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return load(ROOT / "dfmea")


def goal(days: int) -> Goal:
    return Goal(availability=0.995, window_days=days, rationale="As the post has it")


@proves("N01", "N02", "N03")
@pytest.mark.parametrize(
    ("days", "words"), [(28, "3 h 22 min"), (30, "3 h 36 min"), (31, "3 h 43 min")]
)
def test_half_a_percent_of_a_month_is_the_budget(days: int, words: str) -> None:
    assert in_words(budget_minutes(goal(days))) == words


def test_less_than_an_hour_is_told_in_minutes() -> None:
    assert in_words(43.2) == "43 min"


@proves("N07", "N08", "N09", "N11", "N12", "N13", "N14", "N15", "N16")
@pytest.mark.parametrize(
    ("scenario", "parts", "percent", "down", "budgets", "one_in"),
    [
        ("purchase", 7, 98.558, "10 h 23 min", 2.9, 69),
        ("invoicing", 5, 98.706, "9 h 19 min", 2.6, 77),
        ("inventory", 4, 99.202, "5 h 45 min", 1.6, 125),
        ("payment", 8, 97.672, "16 h 46 min", 4.7, 43),
    ],
)
def test_every_scenario_misses_the_goal_by_the_posts_own_table(
    analysis: Analysis,
    scenario: str,
    parts: int,
    percent: float,
    down: str,
    budgets: float,
    one_in: int,
) -> None:
    (found,) = [s for s in analysis.scenarios.scenarios if s.id == scenario]
    printed = outlook(analysis, found).printed
    assert len(printed.components) == parts
    assert printed.availability * 100 == pytest.approx(percent, abs=0.0005)
    assert in_words(printed.minutes) == down
    assert printed.times_budget == pytest.approx(budgets, abs=0.05)
    assert printed.one_in == pytest.approx(one_in, abs=0.5)


def of_the_post(analysis: Analysis) -> list[str]:
    return [c.id for c in analysis.components if c.post]


def test_all_eighteen_in_series_would_be_down_for_more_than_a_day(analysis: Analysis) -> None:
    everything = in_series(analysis, "all", of_the_post(analysis))
    assert len(everything.components) == 18
    assert in_words(everything.minutes) == "34 h 14 min"


ACCEPTING = ("api-gateway", "proxy", "cognito", "sqs")


def test_even_what_a_user_waits_for_misses_the_goal_until_the_proxy_is_better(
    analysis: Analysis,
) -> None:
    accepting = in_series(analysis, "accepting", ACCEPTING)
    assert accepting.availability == pytest.approx(0.99251, abs=0.000005)
    assert accepting.times_budget == pytest.approx(1.5, abs=0.05)
    assert share_needed(analysis, accepting, "proxy") == pytest.approx(0.99749, abs=0.000005)


def test_two_functions_in_a_purchase_would_each_have_to_be_far_better(analysis: Analysis) -> None:
    parts = ("api-gateway", "proxy", "order", "sqs", "data-cache", "database", "cognito")
    serial = in_series(analysis, "purchase", parts)
    assert share_needed(analysis, serial, "proxy", "order") == pytest.approx(0.99974, abs=0.00001)


def test_the_bus_turns_most_of_it_into_lateness(analysis: Analysis) -> None:
    for scenario in analysis.scenarios.scenarios:
        found = outlook(analysis, scenario)
        assert found.lost < found.late < 1 - found.whole.availability
        assert found.lost < 1e-9, "what waits for four days is not lost to an hour's outage"
        if needed(scenario, "accept"):
            assert found.accepted.availability >= found.whole.availability


def test_what_has_no_expectation_is_left_out_and_not_taken_for_perfect(analysis: Analysis) -> None:
    without = {c.id for c in analysis.components if not c.sle}
    found: Sum = in_series(analysis, "some", {*ACCEPTING, *without})
    assert set(found.components) == set(ACCEPTING)


def test_scram_solves_the_scenarios_trees_as_we_do(analysis: Analysis) -> None:
    assert analysis.arithmetic.fault_trees
    for tree in analysis.arithmetic.fault_trees:
        chances = probabilities(analysis, tree.top)
        written = (GOLDEN / f"{tree.scenario}.xml").read_text()
        assert written == open_psa(tree.scenario, tree.top, chances), "see golden/README.md"
        theirs = json.loads((GOLDEN / f"{tree.scenario}.scram.json").read_text())
        ours = solve(tree.top, chances)
        assert sorted(sorted(cut) for cut in ours.cut_sets) == theirs["cut_sets"]
        assert ours.probability == pytest.approx(theirs["probability"], rel=1e-5)
        for each in ours.importances:
            assert each.birnbaum == pytest.approx(theirs["birnbaum"][each.event], rel=1e-4)
