"""The API's description is what the API is made from, and it is committed."""

import json
from pathlib import Path

from openapi_spec_validator import validate

from services.proxy.openapi import TALKS, document, written
from services.proxy.routes import ROUTES

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_description_is_that_of_the_code() -> None:
    assert COMMITTED.read_text() == written(), (
        "the API has changed: python -m services.proxy.openapi > docs/openapi.json"
    )


def test_it_is_valid_openapi_3_1() -> None:
    validate(json.loads(written()))


def test_every_route_is_described_and_nothing_else() -> None:
    assert set(TALKS) == {route.name for route in ROUTES}
    described = {
        (method.upper(), path)
        for path, operations in document()["paths"].items()
        for method in operations
    }
    assert described == {(route.method, route.path) for route in ROUTES}
