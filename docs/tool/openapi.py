"""The API's description, with the payment provider of this store in it."""

from typing import Any

from services.payment.gateways.provider import SIGNATURE_HEADER
from services.proxy import openapi


def document() -> dict[str, Any]:
    """The whole description."""
    return openapi.document(SIGNATURE_HEADER)


def written() -> str:
    """The description as it stands in docs/openapi.json."""
    return openapi.written(SIGNATURE_HEADER)
