"""The structured log records that a test's code writes."""

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.runtime.logs import service_logger

LogRecords = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def log_records() -> Iterator[LogRecords]:
    """Call it for the records written so far, as the machine reads them."""
    service_logger()
    handlers = [
        h for h in logging.getLogger("crassula").handlers if isinstance(h, logging.StreamHandler)
    ]
    written = io.StringIO()
    streams = [handler.setStream(written) for handler in handlers]
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    for handler, stream in zip(handlers, streams, strict=True):
        if stream is not None:
            handler.setStream(stream)
