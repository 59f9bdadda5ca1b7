"""Addresses are taken on in the countries of the world alone."""

from collections.abc import Iterator
from typing import Any

from msgspec import Struct

from services.contracts.common import Address
from services.policy.countries import COUNTRIES
from services.proxy.problems import invalid


def check_countries(body: object) -> None:
    """Raises ProblemError 422 for an address in no country."""
    for field, address in _addresses(body):
        if address.country not in COUNTRIES:
            raise invalid(f"{field}.country", "an ISO 3166-1 code of a country, such as DE")


def _addresses(value: Any, field: str = "") -> Iterator[tuple[str, Address]]:
    """Every address in a body, and where it stands."""
    if isinstance(value, Address):
        yield field, value
    elif isinstance(value, tuple):
        for each in value:
            yield from _addresses(each, f"{field}[...]")
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            yield from _addresses(getattr(value, name), f"{field}.{name}" if field else name)
