"""Each query of the data cache, or part of an `$or`, is one range of an index that exists."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pymongo import MongoClient, monitoring

from services.contracts.common import CustomerId, EnquiryId, OrderId
from services.proxy.cache import Cache
from services.runtime.indexes import INDEXES
from services.runtime.mongo import Document, Documents

pytestmark = pytest.mark.finding("W16")
NOON, DAY = datetime(2027, 2, 14, 12, tzinfo=UTC), date(2027, 2, 14)
FLORA, ORDER, ENQUIRY = CustomerId("flora"), OrderId("order-1"), EnquiryId("enquiry-1")
INDEX_KEYS = [
    (("_id", 1),),
    *(index.keys for index in INDEXES["views"]),
]
BOUNDED = {"customer", "_id"}
"""What one customer has, or what is asked for by its ids, may be sorted after it was found."""
ASKED: dict[str, Callable[[Cache], object]] = {
    "delivery days": lambda cache: cache.days(DAY),
    "stock": lambda cache: cache.stock(DAY),
    "order to check": lambda cache: cache.context(ORDER, DAY, (FLORA, NOON)),
    "orders of a day": lambda cache: cache.day_orders(DAY, "", 20, ""),
    "more orders of a day": lambda cache: cache.day_orders(DAY, "ready", 20, ORDER),
    "search": lambda cache: cache.found(("rose",)),
    "open enquiries": lambda cache: cache.enquiries(CustomerId(""), 20, None),
    "more open enquiries": lambda cache: cache.enquiries(CustomerId(""), 20, (NOON, ENQUIRY)),
    "enquiries": lambda cache: cache.enquiries(FLORA, 20, (NOON, ENQUIRY)),
    "audit log": lambda cache: cache.audit_log(DAY, 20, None),
    "more of the audit log": lambda cache: cache.audit_log(DAY, 20, (NOON, "entry-1")),
    "mismatches": lambda cache: cache.mismatches(20, None),
    "more mismatches": lambda cache: cache.mismatches(20, (NOON, "mismatch-1")),
    "orders": lambda cache: cache.orders(FLORA, 20, None),
    "more orders": lambda cache: cache.orders(FLORA, 20, (NOON, ORDER)),
}


class Finds(monitoring.CommandListener):
    """What was asked."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, Any]] = []

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name == "find":
            self.asked.append(event.command)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not counted again."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not counted again."""


def is_one_range(keys: tuple[tuple[str, int], ...], find: Mapping[str, Any]) -> bool:
    """Whether an index finds the documents in the order that is asked for, from one range."""
    wanted: dict[str, Any] = dict(find["filter"])
    names = [name for name, _ in keys]
    equal = 0
    while equal < len(keys) and not isinstance(wanted.get(names[equal], {}), dict):
        equal += 1
    if names[0] not in wanted:
        return False
    if BOUNDED & set(wanted) & set(names[:1]):
        return True
    sort = list(find.get("sort", {}).items())
    return list(keys[equal:][: len(sort)]) == sort


@pytest.mark.parametrize("what", ASKED)
def test_a_query_is_one_range_of_an_index(mongodb: Documents, mongodb_uri: str, what: str) -> None:
    finds = Finds()
    with MongoClient[Document](
        mongodb_uri, event_listeners=[finds], tz_aware=True, retryWrites=False
    ) as client:
        ASKED[what](Cache(client[mongodb.name], lambda: NOON))
    assert finds.asked
    for find in finds.asked:
        is_choice = set(find["filter"]) == {"$or"}
        assert not (is_choice and find.get("sort")), "a sort over several ranges reads everything"
        for part in find["filter"]["$or"] if is_choice else (find["filter"],):
            one = {**find, "filter": part}
            assert any(is_one_range(keys, one) for keys in INDEX_KEYS), find
