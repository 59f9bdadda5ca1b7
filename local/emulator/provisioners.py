"""The emulator's table of CloudFormation resource types, and the two ways we change it."""

from collections.abc import Callable
from typing import Any

Properties = dict[str, Any]
Attributes = dict[str, Any]
"""What `Fn::GetAtt` answers."""
Provisioned = tuple[str, Attributes]
"""A resource's physical id, which `Ref` answers, and its attributes."""

Create = Callable[[str, Properties, str], Provisioned]
"""Of a logical id, properties and the stack's name."""
Update = Callable[[str, Properties, Properties, str], Provisioned]
"""Of a physical id, the old and the new properties and the stack's name."""
Delete = Callable[[str, Properties], None]
"""Of a physical id and its properties."""
After = Callable[[str, Properties], Attributes]
"""Of a physical id and its properties, once the emulator has made or changed the resource."""


def _types() -> dict[str, dict[str, Any]]:
    from ministack.services.cloudformation import provisioners

    types: dict[str, dict[str, Any]] = provisioners._RESOURCE_HANDLERS
    return types


def register(resource_type: str, create: Create, update: Update, delete: Delete) -> None:
    """Add a type, or replace its provisioner."""
    _types()[resource_type] = {"create": create, "update": update, "delete": delete}


def wrap(resource_type: str, operation: str, by: Callable[[Any], Any]) -> None:
    """Replace only one operation on a type: create, update or delete."""
    types = _types()
    handler = types[resource_type]
    types[resource_type] = {**handler, operation: by(handler[operation])}


def wrap_create(resource_type: str, by: Callable[[Create], Create]) -> None:
    """Replace only how a type is created."""
    wrap(resource_type, "create", by)


def after(resource_type: str, then: After) -> None:
    """Run `then` after each creation and update of a type; its attributes are added."""
    types = _types()
    handler = types[resource_type]

    def create(logical_id: str, properties: Properties, stack: str) -> Provisioned:
        physical_id, attributes = handler["create"](logical_id, properties, stack)
        return physical_id, {**(attributes or {}), **then(physical_id, properties)}

    def update(physical_id: str, old: Properties, new: Properties, *rest: Any) -> Provisioned:
        physical_id, attributes = handler["update"](physical_id, old, new, *rest)
        return physical_id, {**(attributes or {}), **then(physical_id, new)}

    types[resource_type] = {**handler, "create": create}
    if "update" in handler:
        types[resource_type]["update"] = update


def boolean(value: object) -> bool:
    """A template's boolean, which may be a string."""
    return str(value).lower() == "true"
