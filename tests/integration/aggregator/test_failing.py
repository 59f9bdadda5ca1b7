"""When the data cache, the time or a message fails: nothing is lost, and nothing else suffers."""

from typing import Any

import pytest
from pymongo.collection import Collection
from pymongo.errors import NotPrimaryError

from services.contracts.inventory import CatalogueChanged
from services.contracts.order_messages import OrderPlaced
from services.contracts.views import CATALOGUE, order_view
from tests.claims import proves
from tests.integration.aggregator.conftest import Window
from tests.lambdas import Invocation, sqs_event, sqs_record
from tests.shop import RED_ROSE, an_order

PLACED = an_order()
NEWS = (OrderPlaced(PLACED), CatalogueChanged((RED_ROSE,), 1))


@proves("T25", "T48", "E22", "FM-CACHE-06:effect", "FM-CACHE-06:mitigation")
def test_while_the_cache_takes_no_writes_nothing_is_consumed_and_afterwards_all_is_shown(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = Collection.bulk_write

    def read_only(*_: Any, **__: Any) -> None:
        raise NotPrimaryError("not primary")

    monkeypatch.setattr(Collection, "bulk_write", read_only)
    assert window.worker.deliver(*NEWS) == len(NEWS)
    assert window.contents() == {}

    monkeypatch.setattr(Collection, "bulk_write", write)
    assert window.worker.deliver(*NEWS) == 0
    assert set(window.contents()) == {order_view(PLACED.id), CATALOGUE}


@proves("T49", "FM-K16-01:mitigation")
def test_what_there_is_no_time_for_is_shown_at_the_next_try(window: Window) -> None:
    late = window.worker.handler(sqs_event(*NEWS), Invocation(milliseconds_left=2_000))
    assert len(late["batchItemFailures"]) == len(NEWS)
    assert window.contents() == {}
    window.hears(*NEWS)
    assert window.shows(CATALOGUE)


@proves("X23", "FM-K15-02:mitigation")
def test_what_cannot_be_read_fails_alone(window: Window) -> None:
    batch = sqs_event(*NEWS)
    batch["Records"].insert(0, sqs_record("{}", message_id="from-another-version"))
    answer = window.worker.handler(batch, Invocation())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "from-another-version"}]}
    assert set(window.contents()) == {order_view(PLACED.id), CATALOGUE}
