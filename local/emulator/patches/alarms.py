"""Gap: alarms are evaluated only when a metric is put, without dimensions, periods or missing data.

Source of the rules: "Alarm evaluation" in the CloudWatch user guide. Periods end now instead of
on the minute, so that a fault shows at once.
"""

import operator
import time
from collections.abc import Callable
from typing import Any

from local.emulator.metric_math import Value, evaluate
from local.emulator.scope import enter

Alarm = dict[str, Any]

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "GreaterThanOrEqualToThreshold": operator.ge,
    "GreaterThanThreshold": operator.gt,
    "LessThanOrEqualToThreshold": operator.le,
    "LessThanThreshold": operator.lt,
}


def apply() -> None:
    """Evaluate as below wherever the emulator evaluates an alarm."""
    from ministack.services import cloudwatch

    cloudwatch._evaluate_alarm = _evaluate


def evaluate_all() -> None:
    """Evaluate every alarm on metrics; each updates the composite alarms above it."""
    from ministack.services import cloudwatch

    for (account, region, _name), alarm in list(cloudwatch._alarms._data.items()):
        enter(account, region)
        _evaluate(alarm)


def _evaluate(alarm: Alarm) -> None:
    now = time.time()
    values = [_value(alarm, now, back) for back in range(alarm["EvaluationPeriods"])]
    state = judge(alarm, values)
    if state != alarm["StateValue"]:
        _change(alarm, state, f"Values, newest first: {values}; threshold {alarm['Threshold']}.")


def judge(alarm: Alarm, values: list[Value]) -> str:
    """ALARM when enough of the periods breach; what a missing one means is the alarm's choice."""
    missing = alarm["TreatMissingData"]
    present = [value for value in values if value is not None]
    if not present and missing == "missing":
        return "INSUFFICIENT_DATA"
    if not present and missing == "ignore":
        return str(alarm["StateValue"])
    compare = _COMPARISONS[alarm["ComparisonOperator"]]
    breaching = sum(compare(value, alarm["Threshold"]) for value in present)
    if missing == "breaching":
        breaching += len(values) - len(present)
    needed = int(alarm.get("DatapointsToAlarm") or alarm["EvaluationPeriods"])
    return "ALARM" if breaching >= needed else "OK"


def _value(alarm: Alarm, now: float, back: int) -> Value:
    """What the alarm watches, in the period that ended `back` periods ago."""
    if "Metrics" not in alarm:
        statistic = alarm.get("ExtendedStatistic") or alarm["Statistic"]
        return _statistic(alarm, statistic, alarm["Period"], now, back)
    values: dict[str, Value] = {}
    for query in (q for q in alarm["Metrics"] if "MetricStat" in q):
        stat = query["MetricStat"]
        period = int(stat["Period"])
        values[query["Id"]] = _statistic(stat["Metric"], stat["Stat"], period, now, back)
    return _result(alarm["Metrics"], values)


def _result(queries: list[dict[str, Any]], values: dict[str, Value]) -> Value:
    """The value of the one query that returns data; expressions may refer to others."""
    waiting = {query["Id"]: query["Expression"] for query in queries if "Expression" in query}
    metrics = dict(values)
    for identifier, expression in waiting.items():
        values[identifier] = evaluate(expression, metrics if "METRICS(" in expression else values)
    [returned] = [q["Id"] for q in queries if str(q.get("ReturnData", True)).lower() == "true"]
    return values[returned]


def _statistic(metric: dict[str, Any], name: str, period: int, now: float, back: int) -> Value:
    from ministack.services import cloudwatch

    dimensions = {d["Name"]: d["Value"] for d in metric.get("Dimensions") or []}
    key = (metric["Namespace"], metric["MetricName"], cloudwatch._dims_key(dimensions))
    end = now - back * period
    points = [
        point
        for point in cloudwatch._metrics.get(key) or []
        if end - period < point["Timestamp"] <= end
    ]
    if not points:
        return None
    value: Value = cloudwatch._stat_value(cloudwatch._calc_stats(points), name, points)
    return value


def _change(alarm: Alarm, state: str, reason: str) -> None:
    from ministack.services import cloudwatch

    before = alarm["StateValue"]
    alarm.update(StateValue=state, StateReason=reason, StateUpdatedTimestamp=int(time.time()))
    cloudwatch._record_history(alarm["AlarmName"], before, state, reason)
    cloudwatch._dispatch_alarm_actions(alarm, before, state, reason)
    cloudwatch._evaluate_parent_alarms(alarm)
