"""Simulates when an alarm fires: its settings, applied to the modelled course of its metric.

A fault begins at second 0. The metric's course follows from what it is documented to mean: the age
of the oldest message grows by a second a second while nobody reads its queue; a dead-letter queue
gets its first message when the source queue's receives are used up; errors and throttles come with
the invocations; durations are long at once. The template's alarm looks at it minute by minute,
through a window that slides
(https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html).

What this does not prove: that the metric arrives in time (CloudWatch and SQS may take minutes);
that traffic is as frequent as `signal_per_minute` says (where nobody calls, nothing fails and
nothing is counted); that a fault which is called slow is slow enough to cross the threshold; that
the topic has a subscriber who reads. Nor does it model the further datapoints at which CloudWatch
looks when some are missing. It does show that the settings fit each other: an alarm that cannot
fire, or fires too late, is found without an account.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import Any

from dfmea.tool.infrastructure.template import Resource, Template
from dfmea.tool.model.controls import Detection

ALARM = "AWS::CloudWatch::Alarm"
QUEUE = "AWS::SQS::Queue"
MINUTE = 60
HORIZON = 24 * 60
"""Minutes after the signal: an alarm that is silent for a day is silent."""
PHASES = (0, 1, 30, 59)
"""Seconds between the turn of a minute and the fault; the latest alarm counts."""
VISIBILITY_DEFAULT = 30

Signal = Callable[[float, float], float]
"""The metric within a span of seconds since the fault."""


class State(StrEnum):
    """An alarm's."""

    OK = "OK"
    ALARM = "ALARM"
    INSUFFICIENT_DATA = "INSUFFICIENT_DATA"


class Meaning(StrEnum):
    """How a metric changes after a fault."""

    AGE = "grows by one a second"
    DEAD = "is one, once the receives are used up"
    COUNT = "counts what fails"
    LEVEL = "is beyond the threshold"


MEANINGS: Mapping[tuple[str, str], Meaning] = {
    ("AWS/SQS", "ApproximateAgeOfOldestMessage"): Meaning.AGE,
    ("AWS/SQS", "ApproximateNumberOfMessagesVisible"): Meaning.DEAD,
    ("AWS/Lambda", "Errors"): Meaning.COUNT,
    ("AWS/Lambda", "Throttles"): Meaning.COUNT,
    ("AWS/Lambda", "Duration"): Meaning.LEVEL,
    ("AWS/ApiGateway", "5XXError"): Meaning.COUNT,
    ("AWS/ApiGateway", "4XXError"): Meaning.COUNT,
    ("AWS/ApiGateway", "Latency"): Meaning.LEVEL,
}
"""AWS's own metrics; any other says in its detection when it first counts."""
COUNTING = frozenset({"Sum", "SampleCount"})
BREACHES: Mapping[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": lambda value, limit: value >= limit,
    "GreaterThanThreshold": lambda value, limit: value > limit,
    "LessThanOrEqualToThreshold": lambda value, limit: value <= limit,
    "LessThanThreshold": lambda value, limit: value < limit,
}
STATISTICS: Mapping[str, Callable[[Sequence[float]], float]] = {
    "Sum": sum,
    "Maximum": max,
    "Minimum": min,
    "SampleCount": len,
    "Average": lambda values: sum(values) / len(values),
}


@dataclass(frozen=True)
class Alarm:
    """The settings of an alarm."""

    namespace: str
    metric: str
    statistic: str
    period: int
    """Seconds."""
    evaluation_periods: int
    datapoints_to_alarm: int
    threshold: float
    comparison: str
    missing: str

    @classmethod
    def of(cls, properties: Mapping[str, Any]) -> "Alarm":
        """As CloudFormation has them, with its defaults."""
        periods = int(properties["EvaluationPeriods"])
        return cls(
            namespace=str(properties.get("Namespace", "")),
            metric=str(properties.get("MetricName", "")),
            statistic=str(properties.get("Statistic") or properties.get("ExtendedStatistic", "")),
            period=int(properties.get("Period", MINUTE)),
            evaluation_periods=periods,
            datapoints_to_alarm=int(properties.get("DatapointsToAlarm", periods)),
            threshold=float(properties.get("Threshold", 0)),
            comparison=str(properties["ComparisonOperator"]),
            missing=str(properties.get("TreatMissingData", "missing")),
        )

    @property
    def is_upper(self) -> bool:
        """Whether it fires above its threshold."""
        return self.comparison.startswith("Greater")

    def aggregate(self, samples: Sequence[float]) -> float:
        """One datapoint of the samples of a period."""
        if self.statistic.startswith("p"):
            rank = ceil(float(self.statistic[1:]) / 100 * len(samples))
            return sorted(samples)[max(rank, 1) - 1]
        return STATISTICS[self.statistic](samples)

    def breaches(self, value: float) -> bool:
        """Whether a datapoint is beyond the threshold."""
        return BREACHES[self.comparison](value, self.threshold)


@dataclass(frozen=True)
class Rehearsal:
    """What an alarm does before a fault, during it and after it."""

    quiet_before: bool
    seconds: int | None
    """From the fault to ALARM; None if it never comes."""
    quiet_after: bool
    """Whether it is OK again some time after healing."""


def seconds_to_alarm(detection: Detection, template: Template) -> int | None:
    """How long after the fault the detection's alarm fires; None if it never does."""
    rehearsed = rehearse(detection, template)
    return rehearsed.seconds if rehearsed else None


def rehearse(detection: Detection, template: Template) -> Rehearsal | None:
    """Simulate the fault; None without an alarm, or if its metric's course is unknown."""
    resource = alarm_of(detection, template)
    if resource is None:
        return None
    alarm = Alarm.of(resource.properties)
    signal = signal_of(alarm, detection, tuple(watched_by(template, resource)), template)
    return _worst(alarm, signal, detection) if signal else None


def simulated_seconds(detections: Iterable[Detection], template: Template) -> dict[str, int | None]:
    """Each alarm's simulated seconds to fire; None for one that does not exist or never fires."""
    return {
        each.id: rehearsed.seconds if (rehearsed := rehearse(each, template)) else None
        for each in detections
        if each.type == "alarm"
    }


def alarm_of(detection: Detection, template: Template) -> Resource | None:
    """The detection's alarm, if exactly one fits."""
    found = list(template.at(detection.alarm, ALARM)) if detection.alarm else []
    return found[0] if len(found) == 1 else None


def watched_by(template: Template, alarm: Resource) -> Iterator[Resource]:
    """The resources whose metric an alarm takes."""
    for dimension in alarm.properties.get("Dimensions", ()):
        value = dimension.get("Value")
        if isinstance(value, str):
            yield from template.called(value)
        else:
            yield from template.named_in(alarm.stack, value)


def signal_of(
    alarm: Alarm, detection: Detection, watched: Sequence[Resource], template: Template
) -> Signal | None:
    """The metric's course; None if nobody says what it is."""
    own = Meaning.COUNT if alarm.statistic in COUNTING else Meaning.LEVEL
    meaning = MEANINGS.get((alarm.namespace, alarm.metric))
    after = detection.signal_after_seconds
    if meaning is Meaning.DEAD and after is None:
        after = _receives_used_up(template, watched)
    elif meaning and after is None:
        after = 0
    if after is None:
        return None
    return _signal(meaning or own, alarm, after, detection.signal_per_minute)


def states(alarm: Alarm, samples: Sequence[float | None]) -> Iterator[State]:
    """The alarm's state after each minute; one sample a minute, None where there is no data."""
    state = State.OK
    for minute in range(len(samples)):
        state = _evaluate(alarm, samples[: minute + 1], state)
        yield state


def _signal(meaning: Meaning, alarm: Alarm, after: float, per_minute: float) -> Signal:
    step = alarm.threshold + 1 if alarm.is_upper else alarm.threshold - 1
    calm = min(0, alarm.threshold - 1) if alarm.is_upper else alarm.threshold + 1
    signals: Mapping[Meaning, Signal] = {
        Meaning.AGE: lambda _, end: max(0, end - after),
        Meaning.DEAD: lambda _, end: float(end > after),
        Meaning.COUNT: lambda begin, end: (
            _counted(end - after, per_minute) - _counted(begin - after, per_minute)
        ),
        Meaning.LEVEL: lambda _, end: step if end > after else calm,
    }
    return signals[meaning]


def _counted(seconds: float, per_minute: float) -> int:
    """How many have come before; the first one at once."""
    return max(0, ceil(seconds * per_minute / MINUTE))


def _receives_used_up(template: Template, dead: Sequence[Resource]) -> int | None:
    """Seconds until a message that fails each time is moved to a dead-letter queue."""
    sources = [user for queue in dead for user in template.users_of(queue) if user.type == QUEUE]
    return max((int(_last_receive(source.properties)) for source in sources), default=None)


def _last_receive(queue: Mapping[str, Any]) -> float:
    visible = float(queue.get("VisibilityTimeout", VISIBILITY_DEFAULT))
    return visible * float(queue.get("RedrivePolicy", {}).get("maxReceiveCount", 1))


def _worst(alarm: Alarm, signal: Signal, detection: Detection) -> Rehearsal:
    """The slowest of all phases."""
    before = alarm.period * alarm.evaluation_periods // MINUTE
    horizon = HORIZON + (detection.signal_after_seconds or 0) // MINUTE
    rehearsed = [_play(alarm, signal, before, horizon, phase) for phase in PHASES]
    return max(rehearsed, key=lambda each: (each.seconds is None, each.seconds or 0))


def _play(alarm: Alarm, signal: Signal, before: int, horizon: int, phase: int) -> Rehearsal:
    def sample(minute: int) -> float:
        return signal(minute * MINUTE - phase, (minute + 1) * MINUTE - phase)

    calm: list[float | None] = [signal(-2 * MINUTE, -MINUTE)] * max(before, 1)
    # By night there may be no data at all: too little of something can be the fault, silence not.
    silence: list[float | None] = [None] * len(calm) if alarm.is_upper else calm
    quiet = all(_evaluate(alarm, each, State.OK) is not State.ALARM for each in (calm, silence))
    samples = [*calm]
    for minute in range(horizon):
        samples.append(sample(minute))
        if _evaluate(alarm, samples, State.OK) is State.ALARM:
            healed = _evaluate(alarm, [*samples, *calm, *calm], State.ALARM)
            return Rehearsal(quiet, (minute + 1) * MINUTE - phase, healed is State.OK)
    return Rehearsal(quiet, None, quiet_after=True)


def _evaluate(alarm: Alarm, samples: Sequence[float | None], state: State) -> State:
    """The state at the end of the last sample's minute, which was `state` before."""
    length = max(alarm.period // MINUTE, 1)
    points = [_point(alarm, samples, back, length) for back in range(alarm.evaluation_periods)]
    filled = [alarm.missing == "breaching" if point is None else point for point in points]
    if sum(filled) >= alarm.datapoints_to_alarm:
        return State.ALARM
    if None in points and alarm.missing == "ignore":
        return state
    if alarm.missing == "missing" and all(point is None for point in points):
        return State.INSUFFICIENT_DATA
    return State.OK


def _point(alarm: Alarm, samples: Sequence[float | None], back: int, length: int) -> bool | None:
    """Whether the period that ended `back` periods ago breaches; None if it has no data."""
    end = len(samples) - back * length
    window = [s for s in samples[max(end - length, 0) : max(end, 0)] if s is not None]
    return alarm.breaches(alarm.aggregate(window)) if window else None
