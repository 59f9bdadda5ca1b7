"""Gap: a template whose alarm does metric math fails to deploy."""

from typing import Any

from local.emulator.metric_math import check
from local.emulator.provisioners import Properties


def apply() -> None:
    """Keep the alarm's queries; `alarms` evaluates them."""
    from ministack.services.cloudformation import provisioners

    record = provisioners._cw_metric_alarm_record

    def record_with_queries(name: str, properties: Properties) -> dict[str, Any]:
        queries = properties.get("Metrics")
        if not queries:
            return dict(record(name, properties))
        for query in queries:
            if "Expression" in query:
                check(query["Expression"])
        plain = {key: value for key, value in properties.items() if key != "Metrics"}
        alarm = record(name, {**plain, "MetricName": "-", "Namespace": "-"})
        for key in ("MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions"):
            del alarm[key]
        return {**alarm, "Metrics": queries}

    provisioners._cw_metric_alarm_record = record_with_queries
