"""Metric math as CloudWatch's user guide describes it, as much as the alarms use."""

import pytest

from local.emulator.metric_math import UnknownMathError, Value, check, evaluate

ERRORS_OF_TEN = {"errors": 1.0, "calls": 10.0, "silent": None}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("errors / calls * 100", 10.0),
        ("-(errors - calls)", 9.0),
        ("errors / 0", None),
        ("errors + silent", None),
        ("FILL(silent, 0) + errors", 1.0),
        ("FILL(errors, 0)", 1.0),
        ("IF(calls > 5, errors / calls, 0)", 0.1),
        ("IF(calls <= 5, errors / calls, 0)", 0.0),
        ("IF(silent > 5, 1, 0)", None),
        ("MAX([errors, calls, silent])", 10.0),
        ("MIN(METRICS())", 1.0),
        ("SUM(METRICS())", 11.0),
        ("AVG([errors, calls])", 5.5),
        ("SUM([silent])", None),
        ("ABS(errors - calls)", 9.0),
        ("CEIL(errors / calls)", 1.0),
    ],
)
def test_an_expression_of_one_period(expression: str, expected: Value) -> None:
    assert evaluate(expression, ERRORS_OF_TEN) == pytest.approx(expected)


@pytest.mark.parametrize(
    "expression",
    ["ANOMALY_DETECTION_BAND(errors)", "errors ** 2", "errors if calls else 0", "'text'", "SUM("],
)
def test_what_cannot_be_evaluated_is_refused_and_named(expression: str) -> None:
    with pytest.raises(UnknownMathError, match=r"metric math|do not know"):
        check(expression)


def test_every_metric_of_an_expression_is_known_when_it_is_only_checked() -> None:
    check("IF(FILL(a, 0) > 1, b / c, 0)")
