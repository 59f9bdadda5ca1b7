"""Frozen msgspec Structs: the one way to define a value."""

from typing import Any, dataclass_transform

from msgspec import Struct, StructMeta, field


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class ValueMeta(StructMeta):
    """Makes every subclass frozen."""

    def __new__(
        mcls, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **config: Any
    ) -> Any:
        return super().__new__(mcls, name, bases, namespace, frozen=True, **config)


class Value(Struct, metaclass=ValueMeta):
    """A value of the domain: immutable, equal by content, validated when it is decoded."""


class Body(Value, forbid_unknown_fields=True):
    """What a client sends: a field that we do not know is an error, not silently ignored."""
