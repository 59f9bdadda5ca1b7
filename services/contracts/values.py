"""Frozen msgspec Structs: the one way to define a value."""

from typing import Any, dataclass_transform

import msgspec
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


def document_of(value: Any, *native: type) -> Any:
    """Return a value, or several, as a document; of the types in `native` as they are.

    Raises msgspec.ValidationError for a value that could not be read again: a document that nobody
    can read breaks every list that it is in.
    """
    if isinstance(value, tuple):
        return [document_of(each, *native) for each in value]
    content = msgspec.to_builtins(value, builtin_types=native)
    msgspec.convert(content, type(value))
    return content
