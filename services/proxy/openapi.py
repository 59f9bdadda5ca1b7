"""The API's description, OpenAPI 3.1, made from the policy table and the bodies.

`python -m services.proxy.openapi > docs/openapi.json` writes it; nothing imports it at run time.
"""

import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from services.proxy.bodies import (
    Accepted,
    DayRequest,
    Health,
    Nothing,
    PaymentRequest,
    ProfileRequest,
    ShownCatalogue,
    ShownDays,
    ShownOrder,
    ShownOrders,
    ShownProfile,
    StockRequest,
)
from services.proxy.problems import MEDIA_TYPE, Problem
from services.proxy.reads import CURSOR, PAGE, PAGE_MOST, POSTCODE
from services.proxy.request import IDEMPOTENCY_KEY
from services.proxy.routes import FLORISTS, PREFIX, ROUTES, SHOP_SCOPE, Access, Route
from services.shared.model import OrderId, OrderRequest, Sku
from services.shared.values import Value

VERSION = "1.0.0"
"""Of the API: its first number changes when a client has to."""
REFERENCE = "#/components/schemas/{name}"


class Talk(Value):
    """What an operation takes and gives. `own` are its refusals besides what all routes share."""

    takes: type | None = None
    gives: type | None = Accepted
    own: tuple[HTTPStatus, ...] = ()


READ_OF_ORDER = (HTTPStatus.NOT_FOUND,)
WRITE_OF_ORDER = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
TALKS: Mapping[str, Talk] = {
    "health": Talk(gives=Health),
    "catalogue": Talk(gives=ShownCatalogue),
    "delivery_days": Talk(gives=ShownDays),
    "place_order": Talk(OrderRequest, own=(HTTPStatus.CONFLICT,)),
    "list_orders": Talk(gives=ShownOrders),
    "read_order": Talk(gives=ShownOrder, own=READ_OF_ORDER),
    "pay_order": Talk(PaymentRequest, own=WRITE_OF_ORDER),
    "cancel_order": Talk(Nothing, own=WRITE_OF_ORDER),
    "download_invoice": Talk(gives=None, own=READ_OF_ORDER),
    "download_credit_note": Talk(gives=None, own=READ_OF_ORDER),
    "read_profile": Talk(gives=ShownProfile),
    "update_profile": Talk(ProfileRequest),
    "ship_order": Talk(Nothing, own=WRITE_OF_ORDER),
    "deliver_order": Talk(Nothing, own=WRITE_OF_ORDER),
    "adjust_stock": Talk(StockRequest),
    "set_delivery_day": Talk(DayRequest),
}
QUERY = {
    "limit": {"type": "integer", "minimum": 1, "maximum": PAGE_MOST, "default": PAGE},
    "before": {
        "type": "string",
        "pattern": CURSOR.pattern,
        "description": "What the previous page gave as `next`.",
    },
    "postcode": {"type": "string", "pattern": POSTCODE.pattern},
}
PATH = {
    "order_id": msgspec.json.schema(OrderId),
    "sku": msgspec.json.schema(Sku),
    "day": {"type": "string", "format": "date"},
}
OF_A_WRITE = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)
LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
OF_ALL = (HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.UNPROCESSABLE_ENTITY, *LATER)
PAUSE = {
    "Retry-After": {
        "description": "Seconds to wait before the same request is tried again.",
        "schema": {"type": "integer", "minimum": 1},
    }
}


def document() -> dict[str, Any]:
    """The whole description."""
    bodies = [b for talk in TALKS.values() for b in (talk.takes, talk.gives) if b]
    _, components = msgspec.json.schema_components((*bodies, Problem), ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Crassula",
            "version": VERSION,
            "summary": "A florist's store.",
            "description": (
                "Amounts are integers in minor units (cents) of the order's currency, tax included."
                " Writes answer 202 and are carried out by the services behind the bus; the"
                " `Location` says where to look. A 503 with `Retry-After` is an ordinary answer:"
                " the view is being prepared."
            ),
        },
        "servers": [{"url": PREFIX}],
        "paths": _paths(),
        "components": {
            "schemas": dict(sorted(components.items())),
            "securitySchemes": {
                "person": {
                    "type": "http",
                    "scheme": "bearer",
                    "bearerFormat": "JWT",
                    "description": f"An access token of the shop's user pool, scope {SHOP_SCOPE}.",
                }
            },
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for route in ROUTES:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return paths


def _operation(route: Route) -> dict[str, Any]:
    talk = TALKS[route.name]
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": ["staff" if route.access is Access.FLORIST else "shop"],
        "parameters": list(_parameters(route)),
        "responses": _responses(route, talk),
    }
    if route.access is Access.FLORIST:
        operation["description"] = f"For members of the group `{FLORISTS}`."
    operation["security"] = [] if route.access is Access.ANYONE else [{"person": []}]
    if talk.takes:
        operation["requestBody"] = {"required": True, "content": _json(talk.takes)}
    return operation


def _parameters(route: Route) -> Iterator[dict[str, Any]]:
    for name, schema in PATH.items():
        if f"{{{name}}}" in route.path:
            yield {"name": name, "in": "path", "required": True, "schema": schema}
    for name in route.query:
        yield {"name": name, "in": "query", "schema": QUERY[name]}
    if route.writes:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": True,
            "description": "New for each intent, the same for each repeat of it.",
            "schema": {"type": "string", "pattern": IDEMPOTENCY_KEY.pattern},
        }


def _responses(route: Route, talk: Talk) -> dict[str, Any]:
    refusals = {*talk.own, *OF_ALL}
    if route.access is not Access.ANYONE:
        refusals |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if route.writes:
        refusals |= set(OF_A_WRITE)
    return {
        **_success(route, talk),
        **{str(status.value): _refusal(status) for status in sorted(refusals)},
    }


def _success(route: Route, talk: Talk) -> dict[str, Any]:
    if talk.gives is None:
        return {"303": _answer("The PDF is at the Location, for five minutes.", "Location")}
    if route.writes:
        taken_on = _answer("Taken on; its status is at the Location.", "Location")
        return {"202": {**taken_on, "content": _json(talk.gives)}}
    return {"200": {"description": "As it stands.", "content": _json(talk.gives)}}


def _answer(description: str, header: str) -> dict[str, Any]:
    headers = {header: {"required": True, "schema": {"type": "string"}}}
    return {"description": description, "headers": headers}


def _refusal(status: HTTPStatus) -> dict[str, Any]:
    answer: dict[str, Any] = {
        "description": status.phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REFERENCE.format(name="Problem")}}},
    }
    return {**answer, "headers": PAUSE} if status in LATER else answer


def _json(body: type) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=body.__name__)}}}


def written() -> str:
    """The description as it stands in docs/openapi.json."""
    return msgspec.json.format(msgspec.json.encode(document()), indent=2).decode() + "\n"


if __name__ == "__main__":
    sys.stdout.write(written())
