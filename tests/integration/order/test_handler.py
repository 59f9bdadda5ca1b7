"""Order: what customers ask for becomes an order, once, and everyone who has work is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo.database import Database

from services.inventory.store import Catalogue
from services.order import handler as order
from services.profiles.store import Profiles
from services.shared.identifiers import order_id
from services.shared.messages import (
    CancelOrder,
    CancelUnpaidOrders,
    CreditNoteIssued,
    DeliverOrder,
    ExpireOrder,
    InvoiceIssued,
    OrderCancelled,
    OrderConfirmed,
    OrderDelivered,
    OrderMissing,
    OrderPlaced,
    OrderRefreshed,
    OrderShipped,
    OrdersListed,
    PaymentAuthorized,
    PaymentCaptured,
    PaymentDeclined,
    PaymentVoided,
    RefreshOrder,
    RefreshOrders,
    ShipOrder,
    StockReserved,
    StockShort,
)
from services.shared.model import Invoice, Profile, Reason, Shortage, State
from services.shared.mongo import Document, NotTheOwnerError, own
from services.shared.participants import AGGREGATOR, INVENTORY, INVOICING, ORDER, PAYMENT
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.shop import (
    CATALOGUE,
    DOZEN,
    FELIX,
    FLORA,
    FLORAS_ADDRESS,
    NOW,
    VASE,
    a_dozen_roses,
    place,
    request_for,
)

ORDER_ID = order_id(FLORA.id, "key-0001")
RESERVED = StockReserved(ORDER_ID, ())
SHORT = StockShort(ORDER_ID, (Shortage(Reason.STOCK_SHORT, "rose-red"),))
PAID = PaymentAuthorized(ORDER_ID, 4200, "attempt-1")
INVOICE = Invoice("2027-000042", "invoices/2027/2027-000042.pdf", NOW)


@pytest.fixture
def worker(employ: Employ, mongodb: Database[Document]) -> Worker:
    """Order, in a shop that sells roses."""
    Catalogue(mongodb).put(CATALOGUE)
    return employ(order)


def stored(mongodb: Database[Document]) -> list[dict[str, Any]]:
    return [row["order"] for row in mongodb["orders"].find()]


@proves("T22", "T23", "K24", "K25")
def test_an_order_is_priced_written_and_announced_to_all_who_have_work(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    assert worker.deliver(place(request_for((DOZEN, 2), (VASE, 1)))) == 0
    (written,) = stored(mongodb)
    assert (written["state"], written["total"]) == ("placed", 2 * 4200 + 1890)
    for receiver in (INVENTORY, PAYMENT, AGGREGATOR):
        (told,) = aws_server.messages(receiver)
        assert isinstance(told, OrderPlaced)
        assert told.order.total == written["total"]
        assert told.order.stems() == {"rose-red": 24, "eucalyptus": 6, "vase-glass": 1}


@proves("T46", "E16")
def test_the_same_request_delivered_twice_is_one_order(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(a_dozen_roses(), a_dozen_roses())
    worker.deliver(place(request_for((VASE, 1)), key="key-0001"))
    (written,) = stored(mongodb)
    assert written["total"] == 4200
    orders = [
        told.order for told in aws_server.messages(INVENTORY) if isinstance(told, OrderPlaced)
    ]
    assert len(orders) == 3
    assert orders[0] == orders[1] == orders[2]


@proves("T25", "T48", "E22")
def test_when_the_database_is_down_the_message_stays_and_the_order_appears_once_later(
    worker: Worker,
    employ: Employ,
    aws_server: AwsServer,
    mongodb: Database[Document],
    mongodb_uri: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URI", "mongodb://127.0.0.1:9/")
    cut_off = Worker(order.inbox.lambda_handler(shop_without_indexes))
    assert cut_off.deliver(a_dozen_roses()) == 1
    assert aws_server.messages(INVENTORY) == []
    monkeypatch.setenv("DATABASE_URI", mongodb_uri)
    assert employ(order).deliver(a_dozen_roses()) == 0
    assert len(stored(mongodb)) == 1


def shop_without_indexes() -> order.Shop:
    """An instance that was warm when the database went away."""
    from services.order.store import Orders
    from services.shared import mongo
    from services.shared.aws import Aws
    from services.shared.bus import Queues

    aws = Aws.from_environment()
    return order.Shop(Queues.from_environment(aws), Orders(mongo.database(aws)))


@proves("T24", "T25", "X22")
def test_when_an_announcement_cannot_be_sent_it_is_made_when_the_message_comes_again(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    aws_server.stop_queue(PAYMENT)
    assert worker.deliver(a_dozen_roses()) == 1
    assert len(stored(mongodb)) == 1, "the order was written before it was announced"
    aws_server.client("sqs").create_queue(QueueName="payment-inbox")
    assert worker.deliver(a_dozen_roses()) == 0
    (told,) = aws_server.messages(PAYMENT)
    assert isinstance(told, OrderPlaced)
    assert len(stored(mongodb)) == 1


@proves("T21", "T22")
def test_order_can_write_nothing_but_orders(mongodb: Database[Document]) -> None:
    for collection in ("items", "profiles", "payments", "invoices", "views", "anything"):
        with pytest.raises(NotTheOwnerError, match="order may not write"):
            own(mongodb, collection, ORDER)


def test_the_profile_names_the_buyer_when_the_order_does_not(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    Profiles(mongodb).add(Profile(FLORA.id, "flora@example.com", "Flora", FLORAS_ADDRESS))
    worker.deliver(place(request_for((DOZEN, 1), buyer=None)))
    (told,) = aws_server.messages(INVENTORY)
    assert isinstance(told, OrderPlaced)
    assert told.order.buyer == FLORAS_ADDRESS


def test_an_order_without_anybody_to_invoice_is_cancelled_with_the_reason(
    worker: Worker, aws_server: AwsServer
) -> None:
    worker.deliver(place(request_for((DOZEN, 1), buyer=None)))
    (told,) = aws_server.messages(AGGREGATOR)
    assert isinstance(told, OrderCancelled)
    assert told.order.reason is Reason.BUYER_UNKNOWN


def test_what_is_not_sold_is_not_ordered(employ: Employ, aws_server: AwsServer) -> None:
    employ(order).deliver(a_dozen_roses())
    (told,) = aws_server.messages(AGGREGATOR)
    assert isinstance(told, OrderCancelled)
    assert told.order.reason is Reason.UNKNOWN_SKU


@proves("T27", "T29")
@pytest.mark.parametrize("facts", [(RESERVED, PAID), (PAID, RESERVED)], ids=["stock", "money"])
def test_stock_and_money_confirm_an_order_whichever_comes_first(
    worker: Worker, aws_server: AwsServer, facts: tuple[Any, Any]
) -> None:
    worker.deliver(a_dozen_roses(), *facts)
    (told,) = aws_server.messages(INVOICING)
    assert isinstance(told, OrderConfirmed)
    assert told.order.state is State.CONFIRMED


def test_a_confirmed_order_is_shipped_captured_delivered_and_keeps_its_invoice(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(a_dozen_roses(), RESERVED, PAID)
    worker.deliver(ShipOrder(ORDER_ID, "sub-fleur"), PaymentCaptured(ORDER_ID, 4200))
    worker.deliver(DeliverOrder(ORDER_ID, "sub-fleur"))
    worker.deliver(InvoiceIssued(ORDER_ID, FLORA.id, INVOICE))
    (written,) = stored(mongodb)
    assert (written["state"], written["payment"]["state"]) == ("delivered", "captured")
    assert written["invoice"]["number"] == INVOICE.number
    told = [type(m) for m in aws_server.messages(AGGREGATOR)]
    assert OrderShipped in told
    assert OrderDelivered in told


@proves("T28")
def test_an_order_that_is_not_paid_for_is_not_shipped(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(a_dozen_roses(), RESERVED)
    aws_server.messages(INVENTORY)
    assert worker.deliver(ShipOrder(ORDER_ID, "sub-fleur")) == 0
    (written,) = stored(mongodb)
    assert written["state"] == "placed"
    assert aws_server.messages(INVENTORY) == []


def test_an_order_is_cancelled_by_its_customer_or_a_florist_but_not_by_a_stranger(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(a_dozen_roses(key="key-0001"), a_dozen_roses(key="key-0002"))
    mine, other = ORDER_ID, order_id(FLORA.id, "key-0002")
    worker.deliver(CancelOrder(mine, FELIX.id, Reason.CUSTOMER))
    assert {o["state"] for o in stored(mongodb)} == {"placed"}
    worker.deliver(CancelOrder(mine, FLORA.id, Reason.CUSTOMER))
    worker.deliver(CancelOrder(other, "sub-fleur", Reason.FLORIST))
    assert {(o["id"], o["reason"]) for o in stored(mongodb)} == {
        (mine, "customer"),
        (other, "florist"),
    }
    cancelled = [m for m in aws_server.messages(PAYMENT) if isinstance(m, OrderCancelled)]
    assert {m.order.id for m in cancelled} == {mine, other}


@proves("T46")
def test_money_that_arrives_for_a_cancelled_order_is_sent_back(
    worker: Worker, aws_server: AwsServer
) -> None:
    worker.deliver(a_dozen_roses(), SHORT)
    aws_server.messages(PAYMENT)
    worker.deliver(PAID)
    (told,) = aws_server.messages(PAYMENT)
    assert isinstance(told, OrderCancelled)
    assert told.order.reason is Reason.STOCK_SHORT


def test_a_declined_card_is_shown_and_another_may_pay(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(a_dozen_roses(), RESERVED)
    worker.deliver(PaymentDeclined(ORDER_ID, "attempt-0", "insufficient_funds"))
    (written,) = stored(mongodb)
    assert written["payment"]["decline_code"] == "insufficient_funds"
    assert isinstance(aws_server.messages(AGGREGATOR)[-1], OrderRefreshed)
    worker.deliver(PAID)
    (written,) = stored(mongodb)
    assert written["state"] == "confirmed"


@proves("X22")
def test_a_fact_about_an_order_that_is_not_known_yet_comes_again(
    worker: Worker, mongodb: Database[Document]
) -> None:
    assert worker.deliver(RESERVED) == 1
    assert worker.deliver(a_dozen_roses(), RESERVED) == 0
    (written,) = stored(mongodb)
    assert written["stock"] == "reserved"


def test_an_order_that_nobody_pays_gives_its_flowers_back_after_half_an_hour(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    now = datetime.now(UTC)
    worker.deliver(
        place(request_for((DOZEN, 1)), key="key-0001", at=now - timedelta(minutes=31)),
        place(request_for((DOZEN, 1)), key="key-0002", at=now - timedelta(minutes=29)),
        place(request_for((DOZEN, 1)), key="key-0003", at=now - timedelta(minutes=31)),
    )
    paid = order_id(FLORA.id, "key-0003")
    worker.deliver(StockReserved(paid, ()), PaymentAuthorized(paid, 4200, "attempt-1"))
    worker.deliver(CancelUnpaidOrders())
    (expire,) = aws_server.messages(ORDER)
    assert expire == ExpireOrder(ORDER_ID)
    worker.deliver(expire, expire)
    states = {o["id"]: (o["state"], o["reason"]) for o in stored(mongodb)}
    assert states[ORDER_ID] == ("cancelled", "unpaid")
    assert states[paid] == ("confirmed", None)
    assert states[order_id(FLORA.id, "key-0002")] == ("placed", None)


@proves("T12", "E14", "X24")
def test_a_kick_is_answered_with_the_order_or_with_the_news_that_there_is_none(
    worker: Worker, aws_server: AwsServer
) -> None:
    worker.deliver(a_dozen_roses())
    aws_server.messages(AGGREGATOR)
    worker.deliver(RefreshOrder(ORDER_ID), RefreshOrder("a" * 26))
    known, missing = aws_server.messages(AGGREGATOR)
    assert isinstance(known, OrderRefreshed)
    assert known.order.id == ORDER_ID
    assert missing == OrderMissing("a" * 26)


def test_a_long_list_of_orders_is_told_in_parts_the_last_of_which_says_so(
    worker: Worker, aws_server: AwsServer
) -> None:
    for at in range(30):
        worker.deliver(place(request_for((VASE, 1)), key=f"key-{at:04}"))
    aws_server.messages(AGGREGATOR)
    worker.deliver(RefreshOrders(FLORA.id), RefreshOrders(FELIX.id))
    parts = [m for m in aws_server.messages(AGGREGATOR) if isinstance(m, OrdersListed)]
    floras = [part for part in parts if part.customer == FLORA.id]
    assert [part.last for part in floras] == [False, True]
    assert len({each.id for part in floras for each in part.orders}) == 30
    assert [(p.orders, p.last) for p in parts if p.customer == FELIX.id] == [((), True)]


@proves("T46")
def test_facts_that_arrive_at_two_instances_at_once_are_both_kept(
    worker: Worker, employ: Employ, mongodb: Database[Document]
) -> None:
    keys = [f"key-{at:04}" for at in range(10)]
    worker.deliver(*(a_dozen_roses(key=key) for key in keys))
    ids = [order_id(FLORA.id, key) for key in keys]
    facts = [StockReserved(i, ()) for i in ids] + [PaymentAuthorized(i, 4200, "1") for i in ids]
    instances = [employ(order) for _ in range(4)]
    workers = [instances[at % 4] for at in range(len(facts))]
    with ThreadPoolExecutor(4) as pool:
        failed = list(pool.map(Worker.deliver, workers, facts))
    # Whoever lost every race is told so, and its message comes again.
    assert workers[0].deliver(*(fact for fact, n in zip(facts, failed, strict=True) if n)) == 0
    assert {o["state"] for o in stored(mongodb)} == {"confirmed"}


def test_voided_money_and_the_credit_note_are_kept(
    worker: Worker, mongodb: Database[Document]
) -> None:
    worker.deliver(
        a_dozen_roses(), RESERVED, PAID, CancelOrder(ORDER_ID, FLORA.id, Reason.CUSTOMER)
    )
    worker.deliver(PaymentVoided(ORDER_ID), CreditNoteIssued(ORDER_ID, FLORA.id, INVOICE))
    (written,) = stored(mongodb)
    assert (written["state"], written["payment"]["state"]) == ("cancelled", "voided")
    assert written["credit_note"]["number"] == INVOICE.number
