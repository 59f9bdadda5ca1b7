"""The API's description, OpenAPI 3.1, made from the policy table and the bodies.

`make docs` writes it to docs/openapi.json; nothing imports it at run time.
"""

import inspect
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any

import msgspec

from services.contracts.commissions import EnquiryRequest, QuoteRequest
from services.contracts.common import EnquiryId, OrderId, Sku
from services.contracts.orders import Delivery, OrderRequest
from services.contracts.payments import CardId
from services.contracts.values import Value
from services.policy.countries import COUNTRIES, NOWHERE
from services.proxy.bodies import (
    AcceptanceRequest,
    Accepted,
    CancelRequest,
    DayRequest,
    EmailRequest,
    Health,
    Nothing,
    OrdersRequest,
    PaymentRequest,
    ProfileRequest,
    RefundRequest,
    ShownAuditLog,
    ShownBasket,
    ShownCards,
    ShownCatalogue,
    ShownDayOrders,
    ShownDays,
    ShownEnquiries,
    ShownEnquiry,
    ShownMismatches,
    ShownOrder,
    ShownOrders,
    ShownProfile,
    StockRequest,
    SubstitutionRequest,
)
from services.proxy.bookkeeping import CSV
from services.proxy.problems import MEDIA_TYPE, Problem, phrase
from services.proxy.reads import COUNTRY, CURSOR, PAGE, PAGE_MOST, POSTCODE, REFUND, STATES
from services.proxy.request import DAY, IDEMPOTENCY_KEY
from services.proxy.routes import FLORISTS, PREFIX, ROUTES, SHOP_SCOPE, Access, Route

PROJECT = Path(__file__).parents[2] / "pyproject.toml"
"""Where the version stands. Functions do not have this file, nor do they import this module."""
REFERENCE = "#/components/schemas/{name}"


class Talk(Value):
    """What an operation takes and gives. `own` are its refusals besides what all routes share.

    `also` is another media type that it can give.
    """

    takes: type | None = None
    gives: type | None = Accepted
    own: tuple[HTTPStatus, ...] = ()
    also: str = ""


MISSING = (HTTPStatus.NOT_FOUND,)
CLASH = (HTTPStatus.CONFLICT,)
WRITE_OF_ONE = (*MISSING, *CLASH)
TALKS: Mapping[str, Talk] = {
    "health": Talk(gives=Health),
    "catalogue": Talk(gives=ShownCatalogue),
    "delivery_days": Talk(gives=ShownDays),
    "hear_provider": Talk(dict, gives=Nothing),
    "place_order": Talk(OrderRequest, own=CLASH),
    "list_orders": Talk(gives=ShownOrders, also=CSV),
    "read_order": Talk(gives=ShownOrder, own=MISSING),
    "reorder": Talk(gives=ShownBasket, own=MISSING),
    "pay_order": Talk(PaymentRequest, own=WRITE_OF_ONE),
    "change_delivery": Talk(Delivery, own=WRITE_OF_ONE),
    "cancel_order": Talk(CancelRequest, own=WRITE_OF_ONE),
    "download_invoice": Talk(gives=None, own=MISSING),
    "download_credit_note": Talk(gives=None, own=MISSING),
    "download_refund_note": Talk(gives=None, own=MISSING),
    "read_profile": Talk(gives=ShownProfile),
    "update_profile": Talk(ProfileRequest),
    "erase_profile": Talk(own=CLASH),
    "change_email": Talk(EmailRequest),
    "confirm_email": Talk(Nothing),
    "list_cards": Talk(gives=ShownCards),
    "save_card": Talk(Nothing),
    "remove_card": Talk(own=MISSING),
    "enquire": Talk(EnquiryRequest, own=CLASH),
    "list_enquiries": Talk(gives=ShownEnquiries),
    "read_enquiry": Talk(gives=ShownEnquiry, own=MISSING),
    "accept_quote": Talk(AcceptanceRequest, own=WRITE_OF_ONE),
    "decline_quote": Talk(Nothing, own=WRITE_OF_ONE),
    "list_day": Talk(gives=ShownDayOrders),
    "ship_order": Talk(Nothing, own=WRITE_OF_ONE),
    "deliver_order": Talk(Nothing, own=WRITE_OF_ONE),
    "ship_orders": Talk(OrdersRequest),
    "deliver_orders": Talk(OrdersRequest),
    "refund_order": Talk(RefundRequest, own=WRITE_OF_ONE),
    "substitute_stems": Talk(SubstitutionRequest, own=WRITE_OF_ONE),
    "list_open_enquiries": Talk(gives=ShownEnquiries),
    "quote_enquiry": Talk(QuoteRequest, own=WRITE_OF_ONE),
    "adjust_stock": Talk(StockRequest, own=CLASH),
    "set_delivery_day": Talk(DayRequest, own=CLASH),
    "read_audit_log": Talk(gives=ShownAuditLog),
    "list_mismatches": Talk(gives=ShownMismatches),
}
WHO = {
    Access.FLORIST: f"For members of the group `{FLORISTS}`.",
    Access.OWNER: "For the customer whose it is alone: no florist does it for them.",
}
A_COUNTRY = rf"^({'|'.join(sorted({*COUNTRIES, NOWHERE}))})$(?!\n)"
"""Nowhere is only answered, of who was forgotten."""
A_DAY = {"type": "string", "format": "date", "pattern": DAY.pattern}
QUERY = {
    "limit": {"type": "integer", "minimum": 1, "maximum": PAGE_MOST, "default": PAGE},
    "before": {
        "type": "string",
        "pattern": CURSOR.pattern,
        "description": "What the previous page gave as `next`.",
    },
    "postcode": {"type": "string", "pattern": POSTCODE.pattern},
    "country": {"type": "string", "pattern": COUNTRY.pattern},
    "delivery_date": A_DAY,
    "date": A_DAY,
    "status": {"type": "string", "enum": list(STATES)},
    "after": {
        **msgspec.json.schema(OrderId),
        "description": "What the previous page gave as `next`.",
    },
}
NEEDED = ("delivery_date", "date")
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
                    "description": f"An access token of the shop's user pool, scope {SHOP_SCOPE}.",
                }
            },
        },
    }


def _components() -> dict[str, Any]:
    """The bodies, by name. What we only answer is always whole, whatever its defaults."""
    taken = _schemas(talk.takes for talk in TALKS.values() if talk.takes not in (None, dict))
    given = _schemas(talk.gives for talk in TALKS.values() if talk.gives is not None)
    for name in given.keys() - taken.keys():
        if "properties" in given[name]:
            given[name]["required"] = list(given[name]["properties"])
    components = {**_schemas([Problem]), **given, **taken}
    components["Address"]["properties"]["country"]["pattern"] = A_COUNTRY
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
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, signature_header)
    return paths


def _operation(route: Route, signature_header: str) -> dict[str, Any]:
    talk = TALKS[route.name]
    operation: dict[str, Any] = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": ["staff" if route.access is Access.FLORIST else "shop"],
        "parameters": list(_parameters(route, signature_header)),
        "responses": _responses(route, talk),
    }
    if route.access in WHO:
        operation["description"] = WHO[route.access]
    operation["security"] = [] if route.access is Access.ANYONE else [{"person": []}]
    if talk.takes:
        operation["requestBody"] = {"required": True, "content": _json(talk.takes)}
    return operation


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


def _responses(route: Route, talk: Talk) -> dict[str, Any]:
    refusals = {*talk.own, *OF_ALL}
    if "{" in route.path:
        refusals.add(HTTPStatus.NOT_FOUND)
    if route.access is not Access.ANYONE:
        refusals |= {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}
    if route.writes:
        refusals.add(HTTPStatus.BAD_REQUEST)
    if talk.takes:
        refusals |= {HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNSUPPORTED_MEDIA_TYPE}
    return {
        **_success(route, talk),
        **{str(status.value): _refusal(status) for status in sorted(refusals)},
    }


def _success(route: Route, talk: Talk) -> dict[str, Any]:
    if talk.gives is None:
        return {"303": _answer("The PDF is at the Location, for five minutes.", "Location")}
    if route.writes:
        if not route.needs_key:
            return {"202": {"description": "Taken on.", "content": _json(talk.gives)}}
        taken_on = _answer("Taken on; its status is at the Location.", "Location")
        return {"202": {**taken_on, "content": _json(talk.gives)}}
    content = _json(talk.gives)
    if talk.also:
        content[talk.also] = {"schema": {"type": "string"}}
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
    described = msgspec.json.encode(document(signature_header))
    return msgspec.json.format(described, indent=2).decode() + "\n"
