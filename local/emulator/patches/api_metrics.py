"""Gap: an API publishes no metrics, so no alarm on its errors or its latency can go off.

Source of the names: "Amazon API Gateway dimensions and metrics", API Gateway developer guide.
"""

from local.emulator.api_requests import Answered, observe


def apply() -> None:
    """Publish those that every REST API has, by API and by stage."""
    observe(_record)


def _record(answered: Answered) -> None:
    from ministack.services import cloudwatch

    if not answered.stage:
        return
    by_api = {"ApiName": answered.api["name"]}
    by_stage = {**by_api, "Stage": answered.stage["stageName"]}
    measured = (
        ("Count", 1, "Count"),
        ("4XXError", int(400 <= answered.status < 500), "Count"),
        ("5XXError", int(answered.status >= 500), "Count"),
        ("Latency", answered.milliseconds, "Milliseconds"),
    )
    for dimensions in (by_api, by_stage):
        for name, value, unit in measured:
            cloudwatch.record_metric("AWS/ApiGateway", name, value, unit, dimensions)
