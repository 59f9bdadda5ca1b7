"""Gap: `Ref` of a secret is its ARN on AWS; the emulator answers its name, and no grant matches."""

from typing import Any

from local.emulator.provisioners import Create, Properties, Provisioned, wrap

RESOURCE_TYPE = "AWS::SecretsManager::Secret"


def apply() -> None:
    """Let a secret's physical id be its ARN."""
    wrap(RESOURCE_TYPE, "create", _created)
    wrap(RESOURCE_TYPE, "update", _found_by_name)
    wrap(RESOURCE_TYPE, "delete", _found_by_name)


def _created(create: Create) -> Create:
    def create_secret(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        _, attributes = create(logical_id, properties, stack)
        return attributes["Arn"], attributes

    return create_secret


def _found_by_name(change: Any) -> Any:
    def change_secret(arn: str, *rest: Any, **named: Any) -> Any:
        changed = change(_name(arn), *rest, **named)
        return (changed[1]["Arn"], changed[1]) if changed else changed

    return change_secret


def _name(arn: str) -> str:
    """The name within an ARN: what is between `secret:` and the random ending."""
    return arn.rsplit(":", 1)[1].rsplit("-", 1)[0]
