"""Severity and occurrence are judged; everything else is computed, and only proof improves it."""

from collections import Counter
from pathlib import Path

import pytest
from pydantic import TypeAdapter
from ruamel.yaml import YAML

from dfmea.tool.budget import spending
from dfmea.tool.evidence import Evidence, Outcome
from dfmea.tool.model.controls import Detection
from dfmea.tool.model.scope import Scope
from dfmea.tool.ratings import Ratings, priority, rate
from tests.dfmea.invented import mode

SCOPE_FILE = Path(__file__).parents[2] / "dfmea" / "analysis" / "scope.yaml"
PASSED = {"tests/unit/test_jug.py::test_it": Outcome.PASSED}
LEVEL = Detection.model_validate(
    {"id": "DET-LEVEL", "type": "alarm", "text": "The level is low", "tier": "page"}
)


@pytest.fixture(scope="module")
def scope() -> Scope:
    return TypeAdapter(Scope).validate_python(YAML(typ="safe").load(SCOPE_FILE.read_text()))


def rated(scope: Scope, evidence: Evidence, seconds: int | None = None, **other: object) -> Ratings:
    return rate(mode(**other), scope, evidence, {"DET-LEVEL": LEVEL}, {"DET-LEVEL": seconds})


def test_the_worst_effect_and_the_commonest_cause_count(scope: Scope) -> None:
    ratings = rated(scope, Evidence())
    assert (ratings.severity_before, ratings.occurrence_before) == (6, 5)


def test_controls_count_only_once_their_mitigation_is_proved(scope: Scope) -> None:
    unproved = rated(scope, Evidence({"FM-JUG-01:effect": PASSED}))
    assert (unproved.severity_after, unproved.occurrence_after) == (6, 5)
    proved = rated(scope, Evidence({"FM-JUG-01:mitigation": PASSED}))
    assert (proved.severity_after, proved.occurrence_after) == (3, 2)


def test_the_strongest_passing_test_gives_the_detection_rating(scope: Scope) -> None:
    assert rated(scope, Evidence()).detection == 10
    in_an_account = {"tests/e2e/test_jug.py::test_it": Outcome.PASSED}
    assert rated(scope, Evidence({"FM-JUG-01:effect": in_an_account})).detection == 4
    both = {"FM-JUG-01:effect": in_an_account, "FM-JUG-01:mitigation": PASSED}
    assert rated(scope, Evidence(both)).detection == 2


def test_a_test_that_was_skipped_finds_nothing(scope: Scope) -> None:
    skipped = {"tests/unit/test_jug.py::test_it": Outcome.SKIPPED}
    assert rated(scope, Evidence({"FM-JUG-01:effect": skipped})).detection == 10


@pytest.mark.parametrize(
    ("seconds", "rating"), [(60, 2), (300, 2), (301, 3), (3600, 4), (7200, 6), (None, 10)]
)
def test_the_time_to_the_alarm_gives_the_monitoring_rating(
    scope: Scope, seconds: int | None, rating: int
) -> None:
    assert rated(scope, Evidence(), seconds).monitoring == rating


def test_what_helps_itself_and_says_so_needs_nobody(scope: Scope) -> None:
    claims = {"detection": "The bell rings", "mitigation": "A second jug stands beside it"}
    evidence = Evidence({"FM-JUG-01:detection": PASSED, "FM-JUG-01:mitigation": PASSED})
    assert rated(scope, evidence, 60, claims=claims).monitoring == 1
    assert rated(scope, evidence, 60, claims=claims, runbook="RB-FILL").monitoring == 2


def test_the_priority_table_has_the_counts_of_the_published_one(scope: Scope) -> None:
    letters = Counter(
        priority(scope.priorities, s, o, d)
        for s in range(1, 11)
        for o in range(1, 11)
        for d in range(1, 11)
    )
    assert letters == {"H": 318, "M": 214, "L": 468}


@pytest.mark.parametrize(
    ("cell", "letter"),
    [((10, 2, 2), "L"), ((9, 2, 7), "H"), ((9, 1, 10), "L"), ((7, 4, 7), "H"), ((6, 8, 4), "M"),
     ((3, 8, 5), "M"), ((1, 10, 10), "L"), ((8, 7, 1), "M"), ((4, 3, 10), "L")],
)  # fmt: skip
def test_cells_of_the_priority_table(scope: Scope, cell: tuple[int, int, int], letter: str) -> None:
    assert priority(scope.priorities, *cell) == letter


def test_no_worse_rating_ever_lowers_the_priority(scope: Scope) -> None:
    order = "LMH"
    table = {
        (s, o, d): order.index(priority(scope.priorities, s, o, d))
        for s in range(1, 11)
        for o in range(1, 11)
        for d in range(1, 11)
    }
    for (s, o, d), letter in table.items():
        for worse in ((s + 1, o, d), (s, o + 1, d), (s, o, d + 1)):
            assert table.get(worse, 2) >= letter


def test_multiplying_would_mislead(scope: Scope) -> None:
    """Lost money, rarely, is worse than a slow page, daily; the products say the opposite."""
    money, page = (10, 3, 8), (3, 9, 10)
    assert priority(scope.priorities, *money) == "H"
    assert priority(scope.priorities, *page) == "M"
    assert 10 * 3 * 8 < 3 * 9 * 10


def test_minutes_are_how_often_times_how_long_times_how_many(scope: Scope) -> None:
    spent = spending(mode(), rated(scope, Evidence(), 300))
    assert spent.minutes == pytest.approx(2 * (5 + 10) * 0.5)
    assert spent.is_simulated


def test_a_stated_time_replaces_the_alarms(scope: Scope) -> None:
    minutes = {
        "per_month": 1, "share": 1, "resolve_minutes": 10, "detect_minutes": 60,
        "basis": "assumption", "source": "A customer calls",
    }  # fmt: skip
    spent = spending(mode(minutes=minutes), rated(scope, Evidence(), 300))
    assert spent.minutes == pytest.approx(70)
    assert not spent.is_simulated
