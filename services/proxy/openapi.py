"""The API's description, OpenAPI 3.1, made from the routes and their operations.

`make docs` writes it to docs/openapi.json; nothing imports it at run time.
"""

import inspect
import tomllib
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from services.contracts.common import HOME, EnquiryId, OrderId, Sku
from services.contracts.payments import CardId
from services.policy.addresses import LONGEST
from services.policy.countries import COUNTRIES, NOWHERE
from services.proxy.features import OPERATIONS
from services.proxy.features.documents import REFUND
from services.proxy.features.orders import PAGE, PAGE_MOST
from services.proxy.features.staff_orders import STATES
from services.proxy.operation import Operation
from services.proxy.paging import CURSOR
from services.proxy.problems import MEDIA_TYPE, Problem, phrase
from services.proxy.request import DAY, IDEMPOTENCY_KEY
from services.proxy.routes import (
    ACCOUNT_SCOPE,
    FLORISTS,
    PREFIX,
    ROUTES,
    SHOP_SCOPE,
    Access,
    Route,
)

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
"""Where the version stands. Functions do not have this file, nor do they import this module."""
REFERENCE = "#/components/schemas/{name}"
WHO = {
    Access.FLORIST: f"For members of the group `{FLORISTS}`.",
    Access.OWNER: "For the customer whose it is alone: no florist does it for them.",
}
A_COUNTRY = rf"^({'|'.join(sorted({*COUNTRIES, NOWHERE}))})$(?!\n)"
"""Nowhere is only answered, of who was forgotten."""
A_COUNTRY_TO_ASK_FOR = rf"^({'|'.join(sorted(COUNTRIES))})$(?!\n)"
A_DAY = {"type": "string", "format": "date", "pattern": DAY.pattern}
QUERY = {
    "limit": {"type": "integer", "minimum": 1, "maximum": PAGE_MOST, "default": PAGE},
    "before": {
        "type": "string",
        "pattern": CURSOR.pattern,
        "description": "What the previous page gave as `next`.",
    },
    "postcode": {
        "type": "string",
        "minLength": 1,
        "maxLength": LONGEST,
        "description": "One of `country`, however it is written.",
    },
    "country": {"type": "string", "pattern": A_COUNTRY_TO_ASK_FOR, "default": HOME},
    "delivery_date": A_DAY,
    "date": A_DAY,
    "day": A_DAY,
    "words": {
        "type": "string",
        "description": "A name, a phone, an e-mail address or a number, or the beginning of one.",
    },
    "cursor": {
        "type": "string",
        "pattern": CURSOR.pattern,
        "description": "What the previous page gave as `next`.",
    },
    "status": {"type": "string", "enum": list(STATES)},
    "after": {
        **msgspec.json.schema(OrderId),
        "description": "What the previous page gave as `next`.",
    },
}
NEEDED = ("delivery_date", "date", "day", "words")
PATH = {
    "order_id": msgspec.json.schema(OrderId),
    "enquiry_id": msgspec.json.schema(EnquiryId),
    "refund": {"type": "string", "pattern": REFUND.pattern},
    "card": msgspec.json.schema(CardId),
    "sku": msgspec.json.schema(Sku),
    "day": A_DAY,
}
LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
OF_ALL = (HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.INTERNAL_SERVER_ERROR, *LATER)
PAUSE = {
    "Retry-After": {
        "description": "Seconds to wait before the same request is tried again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}


def document(signature_header: str) -> dict[str, Any]:
    """The whole description. `signature_header` is the one by which the payment provider signs."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Crassula",
            "version": tomllib.loads(PROJECT.read_text())["project"]["version"],
            "summary": "A florist's store.",
            "description": (
                "Amounts are integers in minor units (cents) of the order's currency, tax included."
                " Writes answer 202 and are carried out by the services behind the bus; the"
                " `Location` says where to look. A 503 with `Retry-After` is an ordinary answer:"
                " the view is being prepared."
            ),
        },
        "servers": [{"url": PREFIX}],
        "paths": _paths(signature_header),
        "components": {
            "schemas": _components(),
            "securitySchemes": {
                "person": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": (
                        f"An access token of the shop's user pool, scope {SHOP_SCOPE}; after a"
                        f" sign-in by e-mail code {ACCOUNT_SCOPE}, which admits to no staff work."
                    ),
                }
            },
        },
    }


def _components() -> dict[str, Any]:
    """The bodies, by name. A body that is only a response has all its fields required."""
    requests = _schemas(o.request for o in OPERATIONS.values() if o.request not in (None, dict))
    responses = _schemas(o.response for o in OPERATIONS.values() if o.response is not None)
    for name in responses.keys() - requests.keys():
        if "properties" in responses[name]:
            responses[name]["required"] = list(responses[name]["properties"])
    components = {**_schemas([Problem]), **responses, **requests}
    for name in ("Address", "Buyer"):
        components[name]["properties"]["country"]["pattern"] = A_COUNTRY
    return dict(sorted(components.items()))


def _schemas(bodies: Iterable[type | None]) -> dict[str, Any]:
    _, components = msgspec.json.schema_components(tuple(bodies), ref_template=REFERENCE)
    return described(components)


def described(schemas: dict[str, Any]) -> dict[str, Any]:
    """The schemas with their docstrings as text; before Python 3.13 these are indented."""
    for schema in schemas.values():
        if "description" in schema:
            schema["description"] = inspect.cleandoc(schema["description"])
    return schemas


def _paths(signature_header: str) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _described(route, signature_header)
    return paths


def _described(route: Route, signature_header: str) -> dict[str, Any]:
    operation = OPERATIONS[route.name]
    described: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": ["staff" if route.access is Access.FLORIST else "shop"],
        "parameters": list(_parameters(route, signature_header)),
        "responses": _responses(route, operation),
    }
    if route.access in WHO:
        described["description"] = WHO[route.access]
    described["security"] = [] if route.access is Access.ANYONE else [{"person": []}]
    if operation.request:
        described["requestBody"] = {"required": True, "content": _json(operation.request)}
    return described


def _parameters(route: Route, signature_header: str) -> Iterator[dict[str, Any]]:
    for name, schema in PATH.items():
        if f"{{{name}}}" in route.path:
            yield {"name": name, "in": "path", "required": True, "schema": schema}
    for name in route.query:
        query = {"name": name, "in": "query", "schema": QUERY[name]}
        yield {**query, "required": True} if name in NEEDED else query
    if route.access is Access.ANYONE and route.writes:
        yield {
            "name": signature_header,
            "in": "header",
            "required": True,
            "schema": {"type": "string", "minLength": 1, "maxLength": 1000},
        }
    if route.needs_key:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "New for each intent, the same for each repeat of it.",
            "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY.pattern},
        }


def _responses(route: Route, operation: Operation) -> dict[str, Any]:
    refusals = {*operation.errors, *OF_ALL}
    if "{" in route.path:
        refusals.add(HTTPStatus.NOT_FOUND)
    if route.access is not Access.ANYONE:
        refusals |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if route.writes:
        refusals.add(HTTPStatus.BAD_REQUEST)
    if operation.request:
        refusals |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    return {
        **_success(route, operation),
        **{str(status.value): _refusal(status) for status in sorted(refusals)},
    }


def _success(route: Route, operation: Operation) -> dict[str, Any]:
    if operation.response is None:
        return {"303": _answer("The PDF is at the Location, for five minutes.", "Location")}
    if route.writes:
        if not route.needs_key:
            return {"202": {"description": "Taken on.", "content": _json(operation.response)}}
        taken_on = _answer("Taken on; its status is at the Location.", "Location")
        return {"202": {**taken_on, "content": _json(operation.response)}}
    content = _json(operation.response)
    if operation.other_media_type:
        content[operation.other_media_type] = {"schema": {"type": "string"}}
    return {"200": {"description": "As it stands.", "content": content}}


def _answer(description: str, header: str) -> dict[str, Any]:
    headers = {header: {"required": True, "schema": {"type": "string"}}}
    return {"description": description, "headers": headers}


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": phrase(status),
        "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(name="Problem")}}},
    }
    return {**answer, "headers": PAUSE} if status in LATER else answer


def _json(body: type) -> dict[str, Any]:
    if body is dict:
        return {"application/json": {"schema": {"description": "The event, as it came."}}}
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=body.__name__)}}}


def written(signature_header: str) -> str:
    """The description as it stands in docs/openapi.json."""
    encoded = msgspec.json.encode(document(signature_header))
    return msgspec.json.format(encoded, indent=2).decode() + "\n"
