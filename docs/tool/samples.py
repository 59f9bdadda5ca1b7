"""Messages and documents as the code writes them, made from their types, the smallest first."""

from typing import Annotated, Any

import msgspec
from msgspec import Struct, inspect

TEXTS = (
    "", "a", "a-b", "AB", "DE", "A1", "10:30", "2027-05", "+49 30 1234567", "a" * 26,
    "anna@flowers.example", "pm_card_visa", "DE123456789", "10115",
)  # fmt: skip
"""One of them fits each pattern of a text."""
DAY = "2027-05-01"
MOMENT = "2027-05-01T10:00:00"
WITHOUT = 4
"""Every fourth sample leaves out what may be absent."""
LEAST = 0
"""The number of the sample with required fields alone."""


class NoSampleError(Exception):
    """A kind of type, or a pattern, is not known here."""


def samples(kind: type[Struct], count: int) -> list[bytes]:
    """Different values of a type as JSON, the smallest first. Raises NoSampleError."""
    shape = inspect.type_info(kind)
    built = (msgspec.json.encode(_built(shape, number)) for number in range(count))
    written = (msgspec.json.encode(msgspec.json.decode(each, type=kind)) for each in built)
    return list(dict.fromkeys(written))


def _built(shape: inspect.Type, number: int) -> Any:
    """A value of a type, as JSON has it."""
    match shape:
        case inspect.StructType():
            return {
                field.encode_name: _built(field.type, number)
                for field in shape.fields
                if field.required or number != LEAST
            }
        case inspect.UnionType():
            return _one_of(shape, number)
        case inspect.VarTupleType() | inspect.ListType():
            least = max(shape.min_length or 0, int(number != LEAST))
            return [_built(shape.item_type, number)] * least
        case inspect.DictType():
            if number == LEAST and not shape.min_length:
                return {}
            return {_built(shape.key_type, number): _built(shape.value_type, number)}
        case _:
            return _plain(shape, number)


def _one_of(shape: inspect.UnionType, number: int) -> Any:
    some = [each for each in shape.types if not isinstance(each, inspect.NoneType)]
    if len(some) < len(shape.types) and number % WITHOUT == 0:
        return None
    return _built(some[number % len(some)], number)


def _plain(shape: inspect.Type, number: int) -> Any:
    match shape:
        case inspect.EnumType():
            values = [each.value for each in shape.cls]
            return values[number % len(values)]
        case inspect.StrType():
            return _text(shape)
        case inspect.IntType():
            least = shape.ge if shape.ge is not None else (shape.gt or -1) + 1
            most = shape.le if shape.le is not None else 1_000_000
            return most if number % 2 else least
        case inspect.BoolType():
            return bool(number % 2)
        case inspect.DateTimeType():
            return MOMENT if shape.tz is False else f"{MOMENT}Z"
        case inspect.DateType():
            return DAY
        case _:
            raise NoSampleError(f"say in docs/tool/samples.py what a {type(shape).__name__} is")


def _text(shape: inspect.StrType) -> str:
    """The first of TEXTS that the type allows."""
    for text in TEXTS:
        try:
            msgspec.convert(text, _annotated(shape))
        except msgspec.ValidationError:
            continue
        return text
    raise NoSampleError(f"docs/tool/samples.py has no text for {shape}")


def _annotated(shape: inspect.StrType) -> Any:
    limits = msgspec.Meta(
        pattern=shape.pattern, min_length=shape.min_length, max_length=shape.max_length
    )
    return Annotated[str, limits]
