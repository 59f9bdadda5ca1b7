"""Whether the API answers as its description says, so that types made from it can be trusted."""

import functools
import json
import re
from typing import Any

from openapi_schema_validator import OAS31Validator

from docs.tool.openapi import document
from services.proxy.routes import ROUTES
from tests.integration.proxy.api import Answer


def check_described(method: str, path: str, answer: Answer) -> None:
    """Raises AssertionError for a status or a body that the description does not have."""
    described = _operation(method, path)
    if described is None:
        return
    responses = _document()["paths"][described][method.lower()]["responses"]
    assert str(answer.status) in responses, f"{method} {described}: {answer.status}?"
    response = responses[str(answer.status)]
    for header in response.get("headers", {}):
        assert header in answer.headers, f"{method} {described}: {answer.status} without {header}"
    media_type = answer.headers["Content-Type"]
    if media_type.endswith("json") and answer.content:
        schema = json.dumps(response["content"][media_type]["schema"])
        _validator(schema).validate(answer.body)
    elif answer.content:
        assert media_type in response["content"]


@functools.cache
def _document() -> dict[str, Any]:
    return document()


@functools.cache
def _validator(schema: str) -> OAS31Validator:
    return OAS31Validator({**json.loads(schema), "components": _document()["components"]})


def _operation(method: str, path: str) -> str | None:
    for route in ROUTES:
        pattern = re.sub(r"\{\w+\}", "[^/]+", route.path)
        if route.method == method and re.fullmatch(pattern, path):
            return route.path
    return None
