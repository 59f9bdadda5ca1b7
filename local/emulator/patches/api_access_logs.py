"""Gap: a stage's access log is not written.

Source of the variables: "Variables for access logging for API Gateway", developer guide. One that
is not known here is written as "-", as API Gateway does with one that has no value.
"""

import re
import time

from local.emulator.api_requests import Answered, observe
from local.emulator.provisioners import Attributes, Properties, after

_VARIABLE = re.compile(r"\$context\.([A-Za-z.]+[A-Za-z])")


def apply() -> None:
    """Keep a template's setting, and write a line for each answer."""
    after("AWS::ApiGateway::Stage", _remember)
    observe(_write)


def _remember(stage: str, properties: Properties) -> Attributes:
    from ministack.services import apigateway_v1

    setting = properties.get("AccessLogSetting", {})
    record = apigateway_v1._stages_v1[properties["RestApiId"]][stage]
    record["accessLogSettings"] = {
        "destinationArn": setting.get("DestinationArn", ""),
        "format": setting.get("Format", ""),
    }
    return {}


def _write(answered: Answered) -> None:
    setting = answered.stage.get("accessLogSettings") or {}
    if setting.get("format"):
        group = setting["destinationArn"].split(":log-group:")[1].removesuffix(":*")
        _append(group, answered.stage["stageName"], render(setting["format"], answered))


def render(line: str, answered: Answered) -> str:
    """The line of one request in the stage's format."""
    known = {
        "requestId": answered.request_id,
        "extendedRequestId": answered.request_id,
        "requestTimeEpoch": int(time.time() * 1000),
        "httpMethod": answered.method,
        "resourcePath": answered.resource,
        "stage": answered.stage["stageName"],
        "status": answered.status,
        "responseLatency": round(answered.milliseconds),
        "responseLength": answered.length,
        **{f"authorizer.claims.{name}": value for name, value in answered.claims.items()},
    }
    return _VARIABLE.sub(lambda found: str(known.get(found[1], "-")), line)


def _append(group: str, stream: str, line: str) -> None:
    from ministack.services import cloudwatch_logs

    now = int(time.time() * 1000)
    streams = cloudwatch_logs._log_groups[group]["streams"]
    if stream not in streams:
        streams[stream] = {
            "events": [],
            "uploadSequenceToken": "1",
            "creationTime": now,
            "firstEventTimestamp": None,
            "lastEventTimestamp": None,
            "lastIngestionTime": None,
        }
    event = {"timestamp": now, "message": line, "ingestionTime": now}
    cloudwatch_logs._append_log_events(streams[stream], [event])
