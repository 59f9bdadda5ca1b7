"""When the data cache, the time or a message fails: nothing is lost, and nothing else suffers."""

from typing import Any

import pytest
from pymongo.collection import Collection
from pymongo.errors import NotPrimaryError

from services.contracts.inventory import CatalogueChanged
from services.contracts.order_messages import OrderPlaced
from services.contracts.views import CATALOGUE, order_view
from tests.claims import proves
from tests.integration.aggregator.conftest import Harness
from tests.lambdas import Invocation, sqs_event, sqs_record
from tests.shop import RED_ROSE, an_order

PLACED = an_order()
EVENTS = (OrderPlaced(PLACED), CatalogueChanged((RED_ROSE,), 1))


@proves("T25", "T48", "E22", "FM-CACHE-06:effect", "FM-CACHE-06:mitigation")
def test_while_the_cache_takes_no_writes_nothing_is_consumed_and_afterwards_all_is_shown(
    harness: Harness, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Collection.bulk_write

    def read_only(*_: Any, **__: Any) -> None:
        raise NotPrimaryError("not primary")

    monkeypatch.setattr(Collection, "bulk_write", read_only)
    assert harness.worker.deliver(*EVENTS) == len(EVENTS)
    assert harness.contents() == {}

    monkeypatch.setattr(Collection, "bulk_write", write)
    assert harness.worker.deliver(*EVENTS) == 0
    assert set(harness.contents()) == {order_view(PLACED.id), CATALOGUE}


@proves("T49", "FM-K16-01:mitigation")
def test_what_there_is_no_time_for_is_shown_at_the_next_try(harness: Harness) -> None:
    late = harness.worker.handler(sqs_event(*EVENTS), Invocation(milliseconds_left=2_000))
    assert len(late["batchItemFailures"]) == len(EVENTS)
    assert harness.contents() == {}
    harness.deliver(*EVENTS)
    assert harness.shows(CATALOGUE)


@proves("X23", "FM-K15-02:mitigation")
def test_what_cannot_be_read_fails_alone(harness: Harness) -> None:
    batch = sqs_event(*EVENTS)
    batch["Records"].insert(0, sqs_record("{}", message_id="from-another-version"))
    answer = harness.worker.handler(batch, Invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "from-another-version"}]}
    assert set(harness.contents()) == {order_view(PLACED.id), CATALOGUE}
