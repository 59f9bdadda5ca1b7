"""How values become documents."""

from datetime import datetime
from typing import Any

from services.contracts.values import document_of


def stored(value: Any) -> Any:
    """The value as a document: dates with times as such, all else as in JSON.

    Raises msgspec.ValidationError for one that could not be read again.
    """
    return document_of(value, datetime)
