"""The inbox applies rules to batches, and says which messages were not consumed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from pymongo.errors import OperationFailure

from services.contracts.inventory import StockChanged
from services.contracts.message import Message
from services.contracts.payments import AuthorisePayment, PaymentVoided
from services.contracts.topology import received_by
from services.manifest import MANIFEST, PAYMENT, SERVICES, Participant
from services.payment.dependencies import AGAIN_SECONDS
from services.runtime.aws import AwsUnavailableError
from services.runtime.bus import AgainSoonError, UnavailableError
from services.runtime.envelope import Trace, seal
from services.runtime.inbox import PAUSES, Inbox
from stacks.config import MAX_RECEIVE_COUNT, VISIBILITY_FACTOR
from tests.claims import proves
from tests.lambdas import TRACE, Invocation, sqs_event, sqs_record
from tests.logs import LogRecords
from tests.shop import FLORA

ORDER = "a" * 26


@dataclass
class Dependencies:
    """A bus that remembers, and that can be down."""

    sent: list[tuple[Message, Trace]] = field(default_factory=list)
    postponed: list[tuple[str, int]] = field(default_factory=list)
    sent_again: list[tuple[str, int]] = field(default_factory=list)
    down: bool = False

    @property
    def bus(self) -> "Dependencies":
        return self

    def publish(self, message: Message, trace: Trace) -> None:
        if self.down:
            raise ConnectionError("the bus is down")
        self.sent.append((message, trace))

    def send_again(self, body: str, seconds: int) -> None:
        self.sent_again.append((body, seconds))

    def postpone(self, receipt: str, seconds: int) -> None:
        if self.down:
            raise AwsUnavailableError("the bus is down")
        self.postponed.append((receipt, seconds))


def inbox_that_voids() -> Inbox[Dependencies]:
    inbox: Inbox[Dependencies] = Inbox(PAYMENT)
    for message_type in received_by(PAYMENT):

        @inbox.on(message_type)
        def void(message: Message, shop: Dependencies) -> Iterator[Message]:
            yield PaymentVoided(getattr(message, "order_id", ORDER))

    return inbox


def inbox_that_waits() -> Inbox[Dependencies]:
    inbox: Inbox[Dependencies] = Inbox(PAYMENT)

    @inbox.on(*received_by(PAYMENT))
    def wait(message: Message, shop: Dependencies) -> Iterator[Message]:
        raise AgainSoonError("the order is not known yet")

    return inbox


def inbox_whose_database_refuses(refusals: list[int]) -> Inbox[Dependencies]:
    inbox: Inbox[Dependencies] = Inbox(PAYMENT)

    @inbox.on(*received_by(PAYMENT))
    def ask_the_database(message: Message, shop: Dependencies) -> Iterator[Message]:
        if refusals:
            raise OperationFailure("no", code=refusals.pop(0))
        yield PaymentVoided(ORDER)

    return inbox


def authorise() -> Message:
    return AuthorisePayment(ORDER, "flora", "pm_card_visa", "1")


def test_what_a_rule_yields_is_sent_in_the_trace_of_the_message() -> None:
    shop = Dependencies()
    handler = inbox_that_voids().lambda_handler(lambda: shop)
    assert handler(sqs_event(authorise()), Invocation()) == {"batchItemFailures": []}
    message, trace = shop.sent[0]
    assert message == PaymentVoided(ORDER)
    assert trace.correlation_id == TRACE.correlation_id


@proves("T25", "X22", "FM-SQS-01:mitigation", "FM-ORD-02:mitigation", "FM-K24-01:detection")
def test_a_message_whose_announcement_cannot_be_sent_is_not_consumed() -> None:
    shop = Dependencies(down=True)
    handler = inbox_that_voids().lambda_handler(lambda: shop)
    event = sqs_event(authorise(), authorise())
    failed = handler(event, Invocation())["batchItemFailures"]
    assert [f["itemIdentifier"] for f in failed] == [r["messageId"] for r in event["Records"]]
    shop.down = False
    assert handler(event, Invocation()) == {"batchItemFailures": []}


@proves(
    "X23",
    "FM-SQS-05:mitigation",
    "FM-SQS-07:mitigation",
    "FM-ORD-02:mitigation",
    "FM-PAY-02:mitigation",
    "FM-FN-04:mitigation",
)
def test_a_poison_message_fails_alone_and_is_never_dropped() -> None:
    shop = Dependencies()
    handler = inbox_that_voids().lambda_handler(lambda: shop)
    poison = sqs_record("not a message", message_id="poison")
    foreign = sqs_record(seal(StockChanged(), TRACE).decode(), message_id="foreign")
    good = sqs_event(authorise())["Records"]
    failed = handler({"Records": [poison, *good, foreign]}, Invocation())["batchItemFailures"]
    assert [f["itemIdentifier"] for f in failed] == ["poison", "foreign"]
    assert len(shop.sent) == 1


@proves("T49", "FM-ORD-03:mitigation", "FM-PAY-03:effect")
def test_a_message_is_not_begun_when_the_function_is_about_to_be_stopped() -> None:
    shop = Dependencies()
    handler = inbox_that_voids().lambda_handler(lambda: shop)
    failed = handler(sqs_event(authorise()), Invocation(milliseconds_left=100))
    assert len(failed["batchItemFailures"]) == 1
    assert shop.sent == []


@proves(
    "X22",
    "T49",
    "FM-SQS-03:mitigation",
    "FM-K25-05:detection",
    "FM-K23-03:detection",
    "FM-K27-03:detection",
)
@pytest.mark.parametrize(("received", "seconds"), [(1, 2), (2, 8), (3, 60), (4, 480), (5, 480)])
def test_a_message_that_came_too_early_comes_again_soon_and_then_later_and_later(
    received: int, seconds: int, log_records: LogRecords
) -> None:
    shop = Dependencies()
    record = sqs_record(seal(authorise(), TRACE).decode(), receive_count=received)
    handler = inbox_that_waits().lambda_handler(lambda: shop)
    assert len(handler({"Records": [record]}, Invocation())["batchItemFailures"]) == 1
    assert shop.postponed == [(record["receiptHandle"], seconds)]
    assert [r["level"] for r in log_records()] == ["WARNING"]


@proves("FM-SQS-03:mitigation")
def test_what_failed_comes_again_sooner_than_after_six_times_a_long_time_out() -> None:
    shop = Dependencies()
    inbox: Inbox[Dependencies] = Inbox(PAYMENT, again=AGAIN_SECONDS)
    for message_type in received_by(PAYMENT):

        @inbox.on(message_type)
        def fail(message: Message, shop: Dependencies) -> Iterator[Message]:
            raise ConnectionError("something is down")

    handler = inbox.lambda_handler(lambda: shop)
    failed = handler(sqs_event(authorise()), Invocation())["batchItemFailures"]
    assert (len(failed), shop.postponed) == (1, [("receipt", 120)])
    assert MANIFEST[PAYMENT].timeout * VISIBILITY_FACTOR > AGAIN_SECONDS


def test_a_developer_waits_for_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LONGEST_PAUSE", "5")
    shop = Dependencies()
    inbox: Inbox[Dependencies] = Inbox(PAYMENT, again=AGAIN_SECONDS)
    for message_type in received_by(PAYMENT):

        @inbox.on(message_type)
        def fail(message: Message, shop: Dependencies) -> Iterator[Message]:
            raise UnavailableError if shop.postponed else ConnectionError

    handler = inbox.lambda_handler(lambda: shop)
    for _ in range(2):
        handler(sqs_event(authorise()), Invocation())
    assert shop.postponed == [("receipt", 5)] * 2, "the second time for an outage"


@proves("FM-PAY-03:mitigation")
@pytest.mark.finding("W12")
def test_what_there_was_no_time_for_is_begun_first_when_it_comes_again() -> None:
    shop = Dependencies()
    begun: list[str] = []
    inbox: Inbox[Dependencies] = Inbox(PAYMENT)
    for message_type in received_by(PAYMENT):

        @inbox.on(message_type)
        def note(message: Message, shop: Dependencies) -> tuple[Message, ...]:
            begun.append(getattr(message, "attempt", ""))
            return ()

    def record(attempt: str, received: int) -> dict[str, Any]:
        message = AuthorisePayment(ORDER, FLORA.id, "pm_card_visa", attempt)
        return sqs_record(seal(message, TRACE).decode(), receive_count=received)

    handler = inbox.lambda_handler(lambda: shop)
    records = [record("new", 1), record("newer", 1), record("given back", 2), record("twice", 3)]
    assert handler({"Records": records}, Invocation()) == {"batchItemFailures": []}
    assert begun == ["twice", "given back", "new", "newer"]


@proves("FM-SQS-03:mitigation")
@pytest.mark.parametrize("awaited", SERVICES)
def test_what_came_too_early_is_tried_for_longer_than_what_it_waits_for(
    awaited: Participant,
) -> None:
    hidden = MANIFEST[awaited].timeout * VISIBILITY_FACTOR
    between_tries = AGAIN_SECONDS if awaited is PAYMENT else hidden
    assert sum(PAUSES) > between_tries * (MAX_RECEIVE_COUNT - 1)


@proves("FM-DB-06:mitigation", "FM-SEC-02:mitigation")
@pytest.mark.parametrize(("code", "compositions"), [(18, 2), (11000, 1)])
def test_an_instance_whose_password_was_changed_asks_for_the_new_one(
    code: int, compositions: int
) -> None:
    composed: list[Dependencies] = []

    def compose() -> Dependencies:
        composed.append(Dependencies())
        return composed[-1]

    handler = inbox_whose_database_refuses([code]).lambda_handler(compose)
    assert len(handler(sqs_event(authorise()), Invocation())["batchItemFailures"]) == 1
    assert handler(sqs_event(authorise()), Invocation()) == {"batchItemFailures": []}
    assert len(composed) == compositions


def test_a_message_that_cannot_be_postponed_is_still_not_consumed() -> None:
    handler = inbox_that_waits().lambda_handler(lambda: Dependencies(down=True))
    assert len(handler(sqs_event(authorise()), Invocation())["batchItemFailures"]) == 1


@proves(
    "D04",
    "FM-SQS-02:detection",
    "FM-DLQ-02:detection",
    "FM-ORD-05:detection",
    "FM-K25-04:detection",
    "FM-K24-03:detection",
    "FM-STK-03:detection",
)
def test_a_message_that_is_handled_leaves_a_record_of_how_often_it_came_and_what_was_announced(
    log_records: LogRecords,
) -> None:
    handler = inbox_that_voids().lambda_handler(Dependencies)
    record = sqs_record(seal(authorise(), TRACE).decode(), receive_count=2)
    assert handler({"Records": [record]}, Invocation()) == {"batchItemFailures": []}
    (handled,) = log_records()
    assert handled["message"] == "message handled"
    assert (handled["message_type"], handled["order_id"]) == ("AuthorisePayment", ORDER)
    assert (handled["receive_count"], handled["announced"]) == ("2", ["PaymentVoided"])
    assert handled["correlation_id"] == TRACE.correlation_id


@proves(
    "T39",
    "T40",
    "D04",
    "FM-SQS-01:detection",
    "FM-ORD-02:detection",
    "FM-K24-01:detection",
    "FM-PAY-10:mitigation",
    "FM-L11-01:mitigation",
    "FM-NOT-02:detection",
)
def test_a_failure_leaves_one_error_record_with_correlation_id_what_and_why(
    log_records: LogRecords,
) -> None:
    handler = inbox_that_voids().lambda_handler(lambda: Dependencies(down=True))
    handler(sqs_event(authorise()), Invocation())
    errors = [r for r in log_records() if r["level"] == "ERROR"]
    assert len(errors) == 1
    assert errors[0]["correlation_id"] == TRACE.correlation_id
    assert errors[0]["message_type"] == "AuthorisePayment"
    assert errors[0]["order_id"] == ORDER
    assert "the bus is down" in errors[0]["exception"]


@proves("FM-SQS-07:mitigation")
def test_a_service_must_have_a_rule_for_every_message_it_receives() -> None:
    with pytest.raises(TypeError, match="AuthorisePayment"):
        Inbox[Dependencies](PAYMENT).lambda_handler(Dependencies)


def test_a_service_cannot_listen_to_what_is_not_sent_to_it() -> None:
    with pytest.raises(TypeError, match="StockChanged"):
        Inbox[Dependencies](PAYMENT).on(StockChanged)
