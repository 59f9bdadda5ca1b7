"""The API's description, with this store's payment provider."""

from typing import Any

from services.payment.gateways.provider import SIGNATURE_HEADER
from services.proxy import openapi


def document() -> dict[str, Any]:
    """The whole description."""
    return openapi.document(SIGNATURE_HEADER)


def written() -> str:
    """The text of docs/openapi.json."""
    return openapi.written(SIGNATURE_HEADER)
