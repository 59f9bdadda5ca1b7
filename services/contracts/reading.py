"""Reads what another release has written: fields that this one does not know are passed over."""

from typing import Any, TypeVar

import msgspec

T = TypeVar("T")


def read_value(content: Any, kind: type[T]) -> T:
    """The value in a message or a document.

    Parts of requests refuse an unknown field, for the customer has to hear of it. Once a request
    was accepted, such a field is one of a later release. Raises msgspec.ValidationError.
    """
    try:
        return msgspec.convert(content, kind)
    except msgspec.ValidationError:
        # Imported here, for a cold start does without it.
        from msgspec import inspect

        known = _known(content, inspect.type_info(kind))
        if known == content:
            raise
        return msgspec.convert(known, kind)


def _known(content: Any, shape: Any) -> Any:
    """The content without the fields that its type does not have, at any depth."""
    from msgspec import inspect

    if isinstance(shape, inspect.UnionType):
        wanted: dict[type, tuple[type, ...]] = {
            dict: (inspect.StructType, inspect.DictType),
            list: (inspect.VarTupleType,),
        }
        fitting = wanted.get(type(content), ())
        some = [each for each in shape.types if isinstance(each, fitting)]
        return _known(content, some[0]) if some else content
    if isinstance(shape, inspect.StructType) and isinstance(content, dict):
        fields = {field.encode_name: field.type for field in shape.fields}
        return {name: _known(content[name], fields[name]) for name in content if name in fields}
    if isinstance(shape, inspect.DictType) and isinstance(content, dict):
        return {name: _known(each, shape.value_type) for name, each in content.items()}
    if isinstance(shape, inspect.VarTupleType) and isinstance(content, list):
        return [_known(each, shape.item_type) for each in content]
    return content
