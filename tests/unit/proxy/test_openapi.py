"""The API's description is what the API is made from, and it is committed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openapi_spec_validator import validate

from docs.tool.openapi import document, written
from services.proxy.features import OPERATIONS
from services.proxy.routes import ROUTES

COMMITTED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_committed_description_is_that_of_the_code() -> None:
    assert COMMITTED.read_text() == written(), "the API has changed: python -m docs.tool"


def test_it_is_valid_openapi_3_1() -> None:
    validate(json.loads(written()))


def test_every_route_is_described_and_nothing_else() -> None:
    assert set(OPERATIONS) == {route.name for route in ROUTES}
    described = {
        (method.upper(), path)
        for path, operations in document()["paths"].items()
        for method in operations
    }
    assert described == {(route.method, route.path) for route in ROUTES}


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, by_method in document()["paths"].items():
        for method, operation in by_method.items():
            yield f"{method} {path}", operation


def references(within: Any) -> set[str]:
    """The components that something is made of, directly."""
    if isinstance(within, dict):
        named = {within["$ref"].rsplit("/", 1)[1]} if "$ref" in within else set()
        return named.union(*map(references, within.values()))
    return set().union(*map(references, within)) if isinstance(within, list) else set()


def reached(within: Any) -> set[str]:
    """The components that something is made of, through and through."""
    schemas = document()["components"]["schemas"]
    known: set[str] = set()
    while fresh := references(within) - known:
        known |= fresh
        within = [within, *(schemas[name] for name in fresh)]
    return known


def test_every_operation_says_what_it_gives_and_how_it_refuses() -> None:
    for name, operation in operations():
        for status, response in operation["responses"].items():
            bodies = [content["schema"] for content in response.get("content", {}).values()]
            if status == "303":
                assert bodies == [], name
            elif int(status) < 400:
                assert references(bodies), f"{name} gives a {status} without a named body"
            else:
                assert references(bodies) == {"Problem"}, f"{name} {status}"
        assert {"422", "429", "500", "503"} <= set(operation["responses"]), name


def test_every_path_parameter_is_described() -> None:
    for name, operation in operations():
        described = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert described == set(re.findall(r"\{(\w+)\}", name)), name


def test_every_component_is_used_and_every_enumeration_is_one() -> None:
    schemas = document()["components"]["schemas"]
    assert reached(document()["paths"]) == set(schemas)
    for name, schema in schemas.items():
        for field, described in schema.get("properties", {}).items():
            assert "enum" not in described, f"{name}.{field}"


def test_what_is_only_answered_is_always_whole() -> None:
    schemas = document()["components"]["schemas"]
    taken = reached([operation.get("requestBody") for _, operation in operations()])
    for name in set(schemas) - taken - {"Problem"}:
        schema = schemas[name]
        assert schema.get("required", []) == list(schema.get("properties", {})), name


def test_what_may_be_left_out_of_a_request_may_be_left_out() -> None:
    assert "card_message" not in document()["components"]["schemas"]["OrderRequest"]["required"]


def test_a_request_is_described_as_having_the_named_fields_and_no_others() -> None:
    schemas = document()["components"]["schemas"]
    for name in reached([operation.get("requestBody") for _, operation in operations()]):
        if schemas[name].get("type") == "object":
            assert schemas[name].get("additionalProperties") is False, name
