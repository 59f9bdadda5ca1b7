"""Gap: a function's embedded metrics stay text in its log, and only direct calls are counted.

Source of the format: "Specification: Embedded metric format", CloudWatch user guide.
"""

import json
import logging
from collections.abc import Iterator
from typing import Any

_log = logging.getLogger(__name__)


def apply() -> None:
    """Read the metrics out of the log of each invocation, and count each invocation once."""
    from ministack.services import lambda_svc

    write_logs = lambda_svc._emit_lambda_logs
    count = lambda_svc._emit_lambda_metrics

    def write_logs_and_metrics(
        function: dict[str, Any], request_id: str, text: str, error: bool, milliseconds: int,  # noqa: FBT001
        **options: Any,
    ) -> None:  # fmt: skip
        write_logs(function, request_id, text, error, milliseconds, **options)
        for line in (text or "").splitlines():
            _record(line)
        name = function.get("config", function)["FunctionName"]
        count(name, duration_ms=milliseconds, error=error, throttle=False)

    def count_refused(function_name: str, *_measured: object, **measured: Any) -> None:
        """Stands for the emulator's own count, of which only refusals are not counted above."""
        if measured.get("throttle"):
            count(function_name, **measured)

    lambda_svc._emit_lambda_logs = write_logs_and_metrics
    lambda_svc._emit_lambda_metrics = count_refused


def _record(line: str) -> None:
    """Record what a line of the log measures, if it does."""
    from ministack.services import cloudwatch

    if '"CloudWatchMetrics"' not in line:
        return
    try:
        measured = list(_measurements(json.loads(line)))
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        _log.warning("a log line is not in the embedded metric format: %r", problem)
        return
    for each in measured:
        cloudwatch.record_metric(*each)


def _measurements(
    document: dict[str, Any],
) -> Iterator[tuple[str, str, float, str, dict[str, str]]]:
    """Namespace, name, value, unit and dimensions of each."""
    for directive in document["_aws"]["CloudWatchMetrics"]:
        for dimensions in directive.get("Dimensions") or [[]]:
            named = {name: str(document[name]) for name in dimensions}
            for metric in directive["Metrics"]:
                values = document[metric["Name"]]
                for value in values if isinstance(values, list) else [values]:
                    unit = metric.get("Unit", "None")
                    yield directive["Namespace"], metric["Name"], float(value), unit, named
