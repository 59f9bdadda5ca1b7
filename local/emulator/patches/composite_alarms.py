"""Gap: the type of composite alarms is unknown to templates, although the emulator has them."""

from typing import Any

from local.emulator.provisioners import Properties, Provisioned, register

_PARAMETERS = (
    "AlarmRule",
    "AlarmDescription",
    "ActionsEnabled",
    "AlarmActions",
    "OKActions",
    "InsufficientDataActions",
)


def apply() -> None:
    """Make them with the emulator's own API."""
    register("AWS::CloudWatch::CompositeAlarm", _create, _update, _delete)


def _create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
    return _put(properties.get("AlarmName", f"{stack}-{logical_id}"), properties)


def _update(name: str, _old: Properties, new: Properties, _stack: str) -> Provisioned:
    return _put(new.get("AlarmName", name), new)


def _put(name: str, properties: Properties) -> Provisioned:
    from ministack.services import cloudwatch

    request: dict[str, Any] = {key: properties[key] for key in _PARAMETERS if key in properties}
    status, _headers, body = cloudwatch._put_composite_alarm(
        {},
        {**request, "AlarmName": name},
        is_cbor=False,
        is_json=True,
    )
    if status != 200:
        raise ValueError(f"composite alarm {name}: {body!r}")
    return name, {"Arn": cloudwatch._composite_alarms[name]["AlarmArn"]}


def _delete(name: str, _properties: Properties) -> None:
    from ministack.services import cloudwatch

    cloudwatch._composite_alarms.pop(name, None)
