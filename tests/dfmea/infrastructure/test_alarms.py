"""Alarms are played through, from quiet over the fault to quiet again."""

from typing import Any

import pytest

from dfmea.tool.infrastructure.alarms import (
    Alarm,
    Rehearsal,
    rehearse,
    simulated_seconds,
    states,
)
from dfmea.tool.infrastructure.template import Template
from tests.dfmea.infrastructure.invented import detection
from tests.dfmea.infrastructure.mutations import resource, template_of


def settings(**other: Any) -> dict[str, Any]:
    """An alarm's: two of the last three minutes at 10 or above."""
    return {
        "Namespace": "Shop", "MetricName": "Trouble", "Statistic": "Maximum", "Period": 60,
        "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 10,
        "ComparisonOperator": "GreaterThanOrEqualToThreshold", "TreatMissingData": "notBreaching",
        **other,
    }  # fmt: skip


def course(samples: list[float | None], **other: Any) -> str:
    """The states as letters."""
    return "".join(state[0] for state in states(Alarm.of(settings(**other)), samples))


def shop(**other: Any) -> Template:
    """An alarm over a queue whose messages end in another one."""
    return template_of(
        Dead=resource("AWS::SQS::Queue"),
        Queue=resource(
            "AWS::SQS::Queue",
            VisibilityTimeout=60,
            RedrivePolicy={"deadLetterTargetArn": {"Ref": "Dead"}, "maxReceiveCount": 5},
        ),
        Alarm=resource("AWS::CloudWatch::Alarm", **settings(**other)),
    )


def on(queue: str, metric: str) -> dict[str, Any]:
    name = {"Fn::GetAtt": [queue, "QueueName"]}
    return {
        "Namespace": "AWS/SQS",
        "MetricName": metric,
        "Dimensions": [{"Name": "QueueName", "Value": name}],
        "DatapointsToAlarm": 3,
    }


def test_m_of_n() -> None:
    assert course([0, 10, 0, 10, 0, 0, 10, 10]) == "OOOAOOOA"


def test_all_of_n_unless_something_else_is_said() -> None:
    assert course([10, 10, 10, 0], DatapointsToAlarm=3) == "OOAO"


@pytest.mark.parametrize(
    ("missing", "expected"),
    [("notBreaching", "OOOO"), ("breaching", "AAAA"), ("ignore", "OOOO"), ("missing", "IIII")],
)
def test_missing_data(missing: str, expected: str) -> None:
    assert course([None] * 4, TreatMissingData=missing) == expected


def test_ignored_gaps_keep_an_alarm() -> None:
    gaps: list[float | None] = [None] * 4

    assert course([10, 10, *gaps], TreatMissingData="ignore") == "OAAAAA"
    assert course([10, 10, *gaps], TreatMissingData="notBreaching") == "OAAOOO"


def test_a_window_of_minutes_slides() -> None:
    one_in_five = [0, 0, 1, 0, 0, 0, 0, 0]
    five_minutes: dict[str, Any] = {
        "Period": 300, "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Threshold": 1,
    }  # fmt: skip

    assert course([*one_in_five], Statistic="Sum", **five_minutes) == "OOAAAAAO"


@pytest.mark.parametrize(("statistic", "expected"), [("p50", "OOOO"), ("p95", "OAAA")])
def test_percentiles(statistic: str, expected: str) -> None:
    four_minutes: dict[str, Any] = {
        "Period": 240, "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Statistic": None,
    }  # fmt: skip

    assert course([0, 10, 0, 0], ExtendedStatistic=statistic, **four_minutes) == expected


def test_too_little_can_be_a_fault() -> None:
    rehearsed = rehearse(
        detection(signal_after_seconds=0),
        shop(ComparisonOperator="LessThanThreshold", TreatMissingData="breaching"),
    )

    assert rehearsed == Rehearsal(quiet_before=True, seconds=120, quiet_after=True)


def test_the_oldest_message_grows_a_second_older_every_second() -> None:
    waiting = shop(Threshold=900, **on("Queue", "ApproximateAgeOfOldestMessage"))

    rehearsed = rehearse(detection(), waiting)

    # Up to a minute until the minute of 900 s is over, and two more that agree.
    assert rehearsed == Rehearsal(quiet_before=True, seconds=1079, quiet_after=True)


def test_a_dead_letter_comes_after_the_last_receive() -> None:
    one = {"Threshold": 1, "EvaluationPeriods": 1}
    dead = shop(
        **{**on("Dead", "ApproximateNumberOfMessagesVisible"), **one, "DatapointsToAlarm": 1}
    )

    assert simulated_seconds([detection()], dead) == {"DET-X": 360}


def test_what_is_counted_comes_with_the_invocations() -> None:
    errors: dict[str, Any] = {
        "Namespace": "AWS/Lambda", "MetricName": "Errors", "Statistic": "Sum", "Period": 300,
        "EvaluationPeriods": 1, "DatapointsToAlarm": 1, "Threshold": 5,
    }  # fmt: skip

    assert simulated_seconds([detection()], shop(**errors)) == {"DET-X": 300}
    # At worst the fault begins in the middle of a minute, and two minutes share the first five.
    assert simulated_seconds([detection(signal_per_minute=5)], shop(**errors)) == {"DET-X": 90}
    assert simulated_seconds([detection(signal_per_minute=0.5)], shop(**errors)) == {"DET-X": None}


def test_a_metric_of_our_own_says_when_it_counts() -> None:
    assert rehearse(detection(), shop()) is None
    assert simulated_seconds([detection(signal_after_seconds=3600)], shop()) == {"DET-X": 3720}


def test_an_alarm_that_cannot_fire_never_does() -> None:
    two_letters = shop(Threshold=2, **on("Dead", "ApproximateNumberOfMessagesVisible"))

    assert rehearse(detection(), two_letters) == Rehearsal(
        quiet_before=True, seconds=None, quiet_after=True
    )


def test_an_alarm_that_fires_without_a_fault_is_not_quiet() -> None:
    rehearsed = rehearse(detection(signal_after_seconds=0), shop(Threshold=0, Statistic="Sum"))

    assert rehearsed is not None
    assert not rehearsed.quiet_before
    assert not rehearsed.quiet_after


def test_no_alarm_no_time() -> None:
    gone = detection(alarm="Shop/Gone")

    assert simulated_seconds([gone], shop()) == {"DET-X": None}
