"""How long the simulator goes on trying: longer than a test waits, so time is looked at here."""

import time
from itertools import pairwise

import pytest

from local.payments.outbox import LONGEST_PAUSE_SECONDS, TRIES, Outbox
from local.payments.store import Store, new_object


def test_the_pauses_grow_up_to_half_a_minute_and_at_last_nobody_tries() -> None:
    store = Store(":memory:")
    outbox = Outbox(store)
    endpoint = new_object(
        "webhook_endpoint", "we_", enabled_events=["*"], url="http://127.0.0.1:9/", _secret="s"
    )
    event = new_object("event", "evt_")
    pauses = []
    with store.transaction():
        store.put(endpoint)
        store.put(event)
        assert outbox.post(event["id"], "customer.created") == 1
        for _ in range(TRIES):
            (letter,) = outbox.earliest(10)
            pauses.append(letter.due - time.time())
            outbox.failed(letter)
        assert outbox.earliest(10) == []
        assert outbox.pending(event["id"]) == 0
    assert pauses[1:4] == pytest.approx([0.5, 1.0, 2.0], abs=0.2)
    assert all(shorter <= longer + 0.2 for shorter, longer in pairwise(pauses))
    assert pauses[-1] == pytest.approx(LONGEST_PAUSE_SECONDS, abs=0.2)
