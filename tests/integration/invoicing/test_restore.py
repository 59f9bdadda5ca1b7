"""After a restore the ledger is older than the bucket, and no number is given twice."""

from datetime import UTC, datetime
from types import ModuleType

import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.order_messages import OrderCancelled, OrderConfirmed
from services.contracts.orders import Order, State
from services.invoicing import handler
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.invoicing.looks import announced, objects
from tests.shop import an_order


@pytest.fixture
def worker(employ: Employ) -> Worker:
    service: ModuleType = handler
    return employ(service)


def order(key: str) -> Order:
    return an_order(key=key)


@proves("FM-INVB-04:mitigation")
@pytest.mark.finding("W08")
def test_after_an_older_database_was_restored_no_number_is_given_twice(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderConfirmed(order("key-0001")))
    backup = list(mongodb["invoices"].find({}))
    worker.deliver(OrderConfirmed(order("key-0002")), OrderConfirmed(order("key-0003")))
    before = objects(aws_server)
    mongodb["invoices"].delete_many({})
    mongodb["invoices"].insert_many(backup)

    # A new order first, then one whose invoice the ledger has forgotten, and which comes again.
    assert worker.deliver(OrderConfirmed(order("key-0004"))) == 0
    assert worker.deliver(OrderConfirmed(order("key-0003")), OrderConfirmed(order("key-0002"))) == 0

    _, second, third, fourth, third_again, second_again = announced(aws_server)
    assert fourth.invoice.number.endswith("-000004")
    assert third_again == third
    assert second_again == second
    after = objects(aws_server)
    assert {key: after[key] for key in before} == before
    assert len(after) == len(before) + 1


@pytest.mark.finding("W08")
def test_a_number_whose_paper_names_no_occasion_is_left_to_it(
    worker: Worker, aws_server: AwsServer
) -> None:
    year = datetime.now(UTC).year
    key = f"invoices/{year}/{year}-000001.pdf"
    aws_server.client("s3").put_object(Bucket=INVOICE_BUCKET, Key=key, Body=b"%PDF of before")
    assert worker.deliver(OrderConfirmed(order("key-0001"))) == 0
    (told,) = announced(aws_server)
    assert told.invoice.number == f"{year}-000002"
    assert objects(aws_server)[key] == b"%PDF of before"


@pytest.mark.finding("W08")
def test_a_cancelled_order_whose_lost_invoice_is_found_again_keeps_its_number_taken(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    worker.deliver(OrderConfirmed(order("key-0001")))
    mongodb["invoices"].delete_many({})
    assert worker.deliver(OrderCancelled(replace(order("key-0001"), state=State.CANCELLED))) == 0
    assert worker.deliver(OrderConfirmed(order("key-0002"))) == 0
    assert [told.invoice.number[-1] for told in announced(aws_server)] == ["1", "2"]
