"""Notices: each letter is sent once, to whom it concerns, and its failure is nobody else's."""

import dataclasses
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.common import Customer
from services.contracts.invoices import Invoice, InvoiceIssued
from services.contracts.order_messages import OrderPlaced, OrderShipped, PaymentRequested
from services.contracts.orders import Order
from services.contracts.profiles import Reminder, ReminderDue
from services.manifest import NOTICES, OWNERS, SERVICES
from services.notices import handler as notices
from services.notices.repository import CLAIMED, KEPT, Notices, State
from services.runtime.bus import AgainSoonError
from services.runtime.mongo import Document, NotTheOwnerError, own
from tests.claims import proves
from tests.integration.conftest import Worker
from tests.integration.ledger import NOT_PRIMARY, Ledger
from tests.integration.notices.conftest import SENDER, SITE
from tests.integration.notices.ses import Ses
from tests.integration.people import FLORAS_EMAIL, FLORAS_NAME, People
from tests.logs import LogRecords
from tests.shop import NOW, an_order

INVOICE = Invoice("2026-000042", "invoices/2026/2026-000042.pdf", NOW)


@pytest.fixture
def order(flora: Customer) -> Order:
    """Flora's."""
    return an_order(customer=flora)


def states(mongodb: Database[Document]) -> dict[str, str]:
    return {row["_id"]: row["state"] for row in mongodb["notices"].find({})}


def test_the_customer_is_written_what_happened_with_a_link_to_the_order(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    assert worker.deliver(OrderShipped(order)) == 0
    (letter,) = ses.letters
    assert letter.source == SENDER
    assert letter.destinations == {"ToAddresses": [FLORAS_EMAIL]}
    assert letter.subject == "Your flowers are on their way"
    assert f'href="{SITE}/shop/orders/{order.id}"' in letter.body
    (sent,) = ses.asked
    assert sent["ReplyToAddresses"] == [SENDER]
    assert f"\n{SITE}/shop/orders/{order.id}\n" in sent["Content"]["Simple"]["Body"]["Text"]["Data"]
    assert states(mongodb) == {f"order:{order.id}:shipped": "sent"}


@proves("T46", "X22", "FM-NOT-02:mitigation")
def test_a_letter_is_sent_once_though_its_message_comes_twice(
    worker: Worker, order: Order, ses: Ses
) -> None:
    assert worker.deliver(OrderShipped(order), OrderShipped(order)) == 0
    assert worker.deliver(OrderShipped(replace(order, version=9))) == 0
    assert len(ses.letters) == 1


def test_everything_that_happens_to_an_order_is_a_letter_of_its_own(
    worker: Worker, flora: Customer, order: Order, ses: Ses
) -> None:
    reminder = ReminderDue(flora.id, Reminder(name="Ida", month=11, day=30), date(2026, 11, 30))
    news = (OrderPlaced(order), InvoiceIssued(order.id, flora.id, INVOICE), OrderShipped(order))
    assert worker.deliver(*news, reminder) == 0
    assert ses.recipients == [FLORAS_EMAIL] * 4


def test_nobody_is_written_when_there_is_nothing_to_say(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    assert worker.deliver(PaymentRequested(order)) == 0
    assert ses.letters == []
    assert states(mongodb) == {}


@proves("FM-NOT-03:mitigation")
def test_a_letter_goes_to_the_address_that_the_customer_has_by_now(
    worker: Worker, flora: Customer, order: Order, ses: Ses, people: People
) -> None:
    people.give_email(flora, "amaryllis@example.com")
    worker.deliver(OrderShipped(order))
    assert ses.recipients == ["amaryllis@example.com"]


# ---- when something fails ----------------------------------------------------------------------


@proves("T25", "T46", "FM-NOT-02:mitigation")
def test_after_a_failure_that_came_when_ses_had_the_letter_it_is_sent_once_more_at_the_most(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    ses.fails(503, "ServiceUnavailable", taken=True)
    assert worker.deliver(OrderShipped(order)) == 1
    assert len(ses.letters) == 1
    assert states(mongodb) == {f"order:{order.id}:shipped": "sending"}
    for _ in range(3):
        assert worker.deliver(OrderShipped(order)) == 0
    assert len(ses.letters) == 2


@proves("T25", "FM-SES-02:mitigation")
@pytest.mark.parametrize(
    ("status", "code"),
    [
        (429, "TooManyRequestsException"),
        (400, "TooManyRequestsException"),
        (503, "ServiceUnavailable"),
    ],
)
def test_a_letter_that_ses_cannot_take_now_comes_again(
    worker: Worker, order: Order, ses: Ses, status: int, code: str
) -> None:
    ses.fails(status, code)
    assert worker.deliver(OrderShipped(order)) == 1
    assert ses.letters == []
    assert worker.deliver(OrderShipped(order)) == 0
    assert len(ses.letters) == 1


@proves("FM-SES-01:mitigation")
def test_when_ses_sends_nothing_at_all_people_must_look(
    worker: Worker, order: Order, ses: Ses
) -> None:
    ses.fails(400, "SendingPausedException")
    assert worker.deliver(OrderShipped(order)) == 1


@proves("FM-SES-02:mitigation")
def test_a_letter_that_fails_does_not_hold_up_the_others(
    worker: Worker, order: Order, ses: Ses
) -> None:
    ses.fails(503, "ServiceUnavailable")
    assert worker.deliver(OrderPlaced(order), OrderShipped(order)) == 1
    assert [letter.subject for letter in ses.letters] == ["Your flowers are on their way"]


@proves("FM-SES-01:mitigation")
def test_an_address_that_ses_refuses_is_done_with(
    worker: Worker,
    order: Order,
    ses: Ses,
    mongodb: Database[Document],
    log_records: LogRecords,
) -> None:
    ses.fails(400, "MessageRejected")
    assert worker.deliver(OrderShipped(order), OrderShipped(order)) == 0
    assert ses.letters == []
    assert states(mongodb) == {f"order:{order.id}:shipped": "refused"}
    assert [r["code"] for r in log_records() if r["level"] == "WARNING"] == ["MessageRejected"]


@proves("FM-NOT-03:mitigation")
def test_whoever_was_erased_is_written_no_more(
    worker: Worker,
    flora: Customer,
    order: Order,
    ses: Ses,
    people: People,
    mongodb: Database[Document],
) -> None:
    people.forget(flora)
    assert worker.deliver(OrderShipped(order)) == 0
    assert ses.letters == []
    assert states(mongodb) == {f"order:{order.id}:shipped": "nobody"}


def test_a_store_without_a_sender_says_so_once_and_goes_on(
    worker: Worker,
    order: Order,
    ses: Ses,
    mongodb: Database[Document],
    log_records: LogRecords,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MAIL_FROM", "")
    assert worker.deliver(OrderShipped(order), OrderShipped(order)) == 0
    assert ses.letters == []
    assert states(mongodb) == {f"order:{order.id}:shipped": "unsent"}
    assert len([r for r in log_records() if r["level"] == "WARNING"]) == 1


def over(ledger: Any) -> Worker:
    """Notices, whose notes are in this database."""
    shop = dataclasses.replace(notices.Dependencies.from_environment(), notices=Notices(ledger))
    return Worker(notices.inbox.lambda_handler(lambda: shop))


@proves("T25", "E25", "FM-L04-01:mitigation", "FM-L04-02:mitigation")
def test_without_its_note_no_letter_is_sent(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    forgetful = over(Ledger(mongodb, [NOT_PRIMARY]))
    assert forgetful.deliver(OrderShipped(order)) == 1
    assert ses.letters == []
    assert forgetful.deliver(OrderShipped(order), OrderShipped(order)) == 0
    assert len(ses.letters) == 1


@proves("T25", "T46", "E30", "FM-L04-01:mitigation", "FM-NOT-02:mitigation")
def test_a_letter_that_could_not_be_settled_is_sent_once_more_at_the_most(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    forgetful = over(Ledger(mongodb, [NOT_PRIMARY], writes={"update_one"}))
    assert forgetful.deliver(OrderShipped(order)) == 1
    assert states(mongodb) == {f"order:{order.id}:shipped": "sending"}
    for _ in range(3):
        assert forgetful.deliver(OrderShipped(order)) == 0
    assert len(ses.letters) == 2


# ---- two instances at once ---------------------------------------------------------------------


@pytest.mark.finding("A15")
def test_two_instances_that_have_the_same_news_at_once_send_one_letter(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    another, answers = Notices(mongodb), []
    occasion = f"order:{order.id}:shipped"
    assert another.begin(occasion, datetime.now(UTC))
    answers.append(worker.deliver(OrderShipped(order)))
    assert ses.letters == []
    another.settle(occasion, State.SENT)
    answers.append(worker.deliver(OrderShipped(order)))
    assert (answers, ses.letters) == ([1, 0], [])


@pytest.mark.finding("A15")
def test_a_letter_whose_sender_broke_off_is_sent_by_another_instance_a_little_later(
    worker: Worker, order: Order, ses: Ses, mongodb: Database[Document]
) -> None:
    begun = datetime.now(UTC) - CLAIMED
    assert Notices(mongodb).begin(f"order:{order.id}:shipped", begun)
    assert worker.deliver(OrderShipped(order), OrderShipped(order)) == 0
    assert len(ses.letters) == 1


@pytest.mark.finding("A15")
def test_of_many_instances_at_once_one_claims_a_letter(mongodb: Database[Document]) -> None:
    def claim(_: int) -> bool:
        try:
            return Notices(mongodb).begin("order:1:shipped", NOW)
        except AgainSoonError:
            return False

    with ThreadPoolExecutor(8) as instances:
        assert sum(instances.map(claim, range(16))) == 1


# ---- what is kept ------------------------------------------------------------------------------


@proves("T39")
def test_no_address_and_no_name_stands_in_a_log_or_in_the_collection(
    worker: Worker,
    order: Order,
    ses: Ses,
    mongodb: Database[Document],
    log_records: LogRecords,
) -> None:
    ses.fails(400, "MessageRejected")
    worker.deliver(OrderPlaced(order), OrderShipped(order))
    ses.fails(400, "SendingPausedException")
    worker.deliver(PaymentRequested(order), InvoiceIssued(order.id, order.customer, INVOICE))
    kept = str(log_records()) + str(list(mongodb["notices"].find({})))
    for secret in (FLORAS_EMAIL, SENDER, FLORAS_NAME, "Wiesenthal", order.customer):
        assert secret not in kept


def test_what_was_sent_is_forgotten_after_ninety_days(
    worker: Worker, order: Order, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderShipped(order))
    (note,) = mongodb["notices"].find({})
    assert timedelta(days=90) == KEPT
    assert abs(note["expires_at"] - datetime.now(UTC) - KEPT) < timedelta(minutes=1)
    (expiry,) = [i for i in mongodb["notices"].list_indexes() if "expireAfterSeconds" in i]
    assert dict(expiry["key"]) == {"expires_at": 1}
    assert expiry["expireAfterSeconds"] == 0


@proves("T21")
def test_notices_alone_may_write_notices(mongodb: Database[Document]) -> None:
    assert OWNERS["notices"] is NOTICES
    assert Notices(mongodb)
    for service in SERVICES:
        if service is not NOTICES:
            with pytest.raises(NotTheOwnerError):
                own(mongodb, "notices", service)
