"""An error of the cache names no content: views name people, and errors are logged."""

import traceback
from typing import Any

import pytest
from pymongo.errors import BulkWriteError

from services.aggregator.domain.orders import show_order
from services.aggregator.repository import NotShownError, Views
from tests.claims import proves
from tests.shop import NOW, an_order

TOO_LARGE = 10334


class FullCollection:
    """Refuses every write, as the driver tells it: with all that was to be written."""

    def bulk_write(self, writes: list[Any], *, ordered: bool) -> None:
        """Raises BulkWriteError."""
        failures = [
            {"index": at, "code": TOO_LARGE, "errmsg": "too large", "op": write._doc}
            for at, write in enumerate(writes)
        ]
        raise BulkWriteError({"writeErrors": failures, "writeConcernErrors": []})


@proves("FM-K15-02:detection")
def test_a_view_that_cannot_be_written_is_logged_without_personal_data() -> None:
    cache: Any = {"views": FullCollection()}
    with pytest.raises(NotShownError, match=str(TOO_LARGE)) as refused:
        Views(cache).apply(show_order(an_order(), NOW))
    logged = "".join(traceback.format_exception(refused.value))
    for word in ("Amaryllis", "Wiesenthal", "Blumenstra", "For you"):
        assert word not in logged
