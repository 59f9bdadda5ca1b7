"""An operator asks whether money and books agree, and is told by what payment does about it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pymongo.database import Database

from operations import reconcile
from services.contracts.order_messages import OrderPlaced, OrderShipped
from services.contracts.orders import State
from services.manifest import PAYMENT
from services.order.repository import Orders
from services.payment import dependencies
from services.payment import handler as payment
from services.runtime.envelope import read
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.operations.outputs import put_outputs
from tests.integration.payment.harness import WEBHOOK_SECRET, pay
from tests.lambdas import Invocation, sqs_event
from tests.logs import LogRecords
from tests.payments import Provider
from tests.shop import an_order

SHIPPED = replace(an_order(), state=State.SHIPPED)
LOG_GROUP = "/crassula/prod/payment"
Ask = Callable[[], int]


@pytest.fixture
def till(
    aws_server: AwsServer, provider: Provider, employ: Employ, monkeypatch: pytest.MonkeyPatch
) -> Worker:
    """Payment as it is deployed, an hour from now: what was just done is settled."""
    keys = {"api_key": provider.secret_key, "webhook_secret": WEBHOOK_SECRET}
    secret = aws_server.client("secretsmanager").create_secret(
        Name="provider", SecretString=msgspec.json.encode(keys).decode()
    )
    monkeypatch.setenv("PAYMENT_SECRET", secret["ARN"])
    monkeypatch.setenv("PAYMENT_API_URL", provider.url)
    monkeypatch.setattr(dependencies, "utc_now", lambda: datetime.now(UTC) + timedelta(hours=1))
    return employ(payment)


@pytest.fixture
def shop(till: Worker, mongodb: Database[Document]) -> None:
    """A shop with one order, which was shipped and paid for."""
    Orders(mongodb, lambda: datetime.now(UTC)).add(SHIPPED)
    for message in (OrderPlaced(SHIPPED), pay(SHIPPED), OrderShipped(SHIPPED)):
        assert till.deliver(message) == 0


@pytest.fixture
def ask(
    aws_server: AwsServer,
    till: Worker,
    log_records: LogRecords,
    monkeypatch: pytest.MonkeyPatch,
) -> Ask:
    """Run the command while payment runs, and its records go to its log group; answers as it."""
    put_outputs(aws_server, InboxUrlPayment=aws_server.inboxes[PAYMENT])
    logs = aws_server.client("logs")
    logs.create_log_group(logGroupName=LOG_GROUP)
    monkeypatch.setattr("sys.argv", ["reconcile", "--stage", "prod"])

    def work() -> None:
        for envelope in aws_server.envelopes(PAYMENT):
            before = len(log_records())
            till.handler(sqs_event(read(envelope), trace=envelope.trace), Invocation())
            put_records(logs, envelope.id, log_records()[before:])

    def run() -> int:
        with ThreadPoolExecutor(1) as operator:
            asked = operator.submit(reconcile.main)
            while not asked.done():
                work()
                time.sleep(0.1)
            return asked.result()

    return run


def put_records(logs: Any, stream: str, records: list[dict[str, Any]]) -> None:
    """As Lambda writes them: a stream per instance."""
    now = int(datetime.now(UTC).timestamp() * 1000)
    logs.create_log_stream(logGroupName=LOG_GROUP, logStreamName=stream)
    events = [{"timestamp": now, "message": msgspec.json.encode(r).decode()} for r in records]
    logs.put_log_events(logGroupName=LOG_GROUP, logStreamName=stream, logEvents=events)


@proves("U5", "FM-PSP-08:restoration")
@pytest.mark.usefixtures("shop")
def test_where_money_and_books_agree_there_is_nothing_to_do(
    ask: Ask, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ask() == reconcile.EQUAL
    told = capsys.readouterr().out.splitlines()[-1]
    assert told == "1 orders and 1 payments of the last 35 days were compared: no difference."


@proves("U5", "FM-PSP-08:restoration")
@pytest.mark.usefixtures("shop")
def test_each_difference_is_a_line_in_the_money_of_people(
    ask: Ask, provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    provider.charge(SHIPPED.id, 999)
    (intent, *_) = provider.intents()
    assert ask() == reconcile.DIFFERENT
    line, summary = capsys.readouterr().out.splitlines()[-2:]
    assert line == (
        f"order {SHIPPED.id}  not_in_the_books expected EUR 0.00       found EUR 9.99       "
        f"{intent['id']}"
    )
    assert summary == (
        "1 orders and 2 payments of the last 35 days were compared: 1 differences, about 1 orders."
    )


def test_a_store_that_does_not_run_leaves_it_unknown(
    aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["reconcile", "--stage", "prod"])
    assert reconcile.main() == reconcile.UNKNOWN
    assert "no stack here is called Crassula-prod-" in capsys.readouterr().err
