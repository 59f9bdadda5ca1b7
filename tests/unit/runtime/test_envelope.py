"""A message travels in a CloudEvent and keeps its trace."""

import msgspec
import pytest
from msgspec.structs import replace

from services.contracts.order_messages import OrderPlaced, RefreshOrder
from services.runtime.envelope import Trace, UnreadableMessageError, open_envelope, read, seal
from tests.claims import proves
from tests.shop import an_order

ORDER = "a" * 26


def test_what_was_sealed_is_read_again() -> None:
    envelope = open_envelope(seal(RefreshOrder(ORDER), Trace.begin("c-1")))
    assert read(envelope) == RefreshOrder(ORDER)
    assert envelope.subject == ORDER


def test_the_envelope_is_a_cloud_event() -> None:
    event = msgspec.json.decode(seal(RefreshOrder(ORDER), Trace.begin("c-1")))
    assert event["specversion"] == "1.0"
    assert event["source"] == "crassula/proxy"
    assert event["type"] == "RefreshOrder"
    assert event["data"] == {"order_id": ORDER}


@proves("T39")
def test_each_hop_keeps_the_correlation_and_the_trace_and_gets_a_span_of_its_own() -> None:
    begun = Trace.begin("c-1")
    travelled = open_envelope(seal(RefreshOrder(ORDER), begun)).trace
    assert travelled.correlation_id == "c-1"
    assert travelled.traceparent.split("-")[1] == begun.traceparent.split("-")[1]
    assert travelled.traceparent.split("-")[2] != begun.traceparent.split("-")[2]


@pytest.mark.parametrize("text", ["", "flowers", "[]", "{}", '{"id": 1}'])
def test_what_is_no_cloud_event_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableMessageError):
        open_envelope(text)


def test_an_unknown_type_and_a_broken_body_are_unreadable_and_named() -> None:
    sealed = msgspec.json.decode(seal(RefreshOrder(ORDER), Trace.begin("c-1")))
    unknown = msgspec.json.encode({**sealed, "type": "Bouquet"})
    broken = msgspec.json.encode({**sealed, "data": {"order_id": 7}})
    with pytest.raises(UnreadableMessageError, match="Bouquet"):
        read(open_envelope(unknown))
    with pytest.raises(UnreadableMessageError, match="order_id"):
        read(open_envelope(broken))


def test_what_no_receiver_could_read_is_not_sent() -> None:
    endless = replace(an_order(), total=10**18)
    with pytest.raises(UnreadableMessageError, match="total"):
        seal(OrderPlaced(endless), Trace.begin("c-1"))
