"""How values become documents."""

from datetime import datetime
from typing import Any

import msgspec


def stored(value: Any) -> Any:
    """The value as a document: dates with times as such, all else as in JSON."""
    return msgspec.to_builtins(value, builtin_types=(datetime,))
