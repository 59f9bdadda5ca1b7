"""When an alarm goes off, by CloudWatch's rules for periods and missing data."""

from typing import Any

import pytest

from local.emulator.metric_math import Value
from local.emulator.patches.alarms import judge


def alarm(**changed: Any) -> dict[str, Any]:
    """Goes off when two of three periods are above 5."""
    return {
        "EvaluationPeriods": 3,
        "DatapointsToAlarm": 2,
        "Threshold": 5.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "TreatMissingData": "missing",
        "StateValue": "OK",
        **changed,
    }


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([6, 1, 6], "ALARM"),
        ([6, 1, 1], "OK"),
        ([5, 5, 5], "OK"),
        ([6, None, 6], "ALARM"),
        ([6, None, None], "OK"),
        ([None, None, None], "INSUFFICIENT_DATA"),
    ],
)
def test_enough_of_the_periods_must_breach(values: list[Value], expected: str) -> None:
    assert judge(alarm(), values) == expected


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ("breaching", "ALARM"),
        ("notBreaching", "OK"),
        ("ignore", "OK"),
        ("missing", "INSUFFICIENT_DATA"),
    ],
)
def test_silence_means_what_the_alarm_says_it_means(missing: str, expected: str) -> None:
    assert judge(alarm(TreatMissingData=missing), [None, None, None]) == expected


def test_without_a_number_of_datapoints_every_period_must_breach() -> None:
    strict = alarm()
    del strict["DatapointsToAlarm"]

    assert judge(strict, [6, 6, 1]) == "OK"
    assert judge(strict, [6, 6, 6]) == "ALARM"


@pytest.mark.parametrize(
    ("comparison", "expected"),
    [
        ("GreaterThanOrEqualToThreshold", "ALARM"),
        ("LessThanOrEqualToThreshold", "ALARM"),
        ("LessThanThreshold", "OK"),
    ],
)
def test_the_threshold_itself(comparison: str, expected: str) -> None:
    assert judge(alarm(ComparisonOperator=comparison), [5, 5, 5]) == expected
