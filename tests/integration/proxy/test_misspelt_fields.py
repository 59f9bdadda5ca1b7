"""A field that the API does not know is never ignored: the answer names it."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.proxy.routes import Access, Route
from tests.aws import AwsServer
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import sent
from tests.integration.proxy.good_requests import GOOD, WRITES, path_of

KEYED = ("recipe",)
"""The objects of a body whose names are keys, such as SKUs, and no fields."""


def with_a_misspelt_field(good: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """The body with one field too many, in each of its objects in turn, and where that stands."""
    if isinstance(good, dict):
        yield f"{path}.colour".lstrip("."), {**good, "colour": "red"}
        for name, value in good.items():
            if name not in KEYED:
                for where, changed in with_a_misspelt_field(value, f"{path}.{name}"):
                    yield where, {**good, name: changed}
    if isinstance(good, list):
        for at, value in enumerate(good):
            for where, changed in with_a_misspelt_field(value, f"{path}[{at}]"):
                yield where, [*good[:at], changed, *good[at + 1 :]]


@pytest.mark.parametrize("route", WRITES, ids=lambda route: route.name)
def test_a_field_that_a_route_does_not_know_is_named_wherever_it_stands(
    flora: Api, fleur: Api, aws_server: AwsServer, route: Route
) -> None:
    who = fleur if route.access is Access.FLORIST else flora
    for where, misspelt in with_a_misspelt_field(GOOD[route.name]):
        answer = who.call(route.method, path_of(route), misspelt, key="key-0001")
        assert (answer.status, answer.fields) == (422, [where])
    assert sent(aws_server) == []
