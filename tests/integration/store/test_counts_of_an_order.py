"""What one order takes is what the cost model says it takes (operations/cost/counts.toml)."""

from collections import Counter

import pytest
from pymongo.database import Database

from operations.cost.prices import MEASURED
from services.contracts.payments import AuthorisePayment
from services.invoicing.gateways.pdf import PdfRenderer
from services.runtime import mongo
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.integration.people import People
from tests.integration.proxy.conftest import RoundTrips
from tests.integration.store.in_process_store import InProcessStore
from tests.payments import Provider
from tests.shop import FLORA, a_dozen_roses, catalogue, tomorrow_open, zones

READS = {"aggregate", "count", "distinct", "find", "getMore"}
NEAR = 0.1
"""How far a count may be from its figure before the figure has to be written again."""


def test_an_order_takes_what_the_cost_model_says(
    mongodb: Database[Document],
    mongodb_uri: str,
    aws_server: AwsServer,
    provider: Provider,
    people: People,
) -> None:
    counted = RoundTrips()
    watched = mongo.connect(mongodb_uri, event_listeners=[counted])[mongodb.name]
    aws = aws_server.aws()
    store = InProcessStore(watched, aws, people.pool, provider, PdfRenderer(), seed=1)
    store.send(catalogue(), zones(), tomorrow_open())
    store.settle()
    store.bus.sent.clear()
    counted.commands.clear()
    order = a_dozen_roses()
    store.send(order)
    store.settle()
    store.send(AuthorisePayment(order.order_id, FLORA.id, "pm_card_visa", "attempt-1"))
    store.settle()
    reads = sum(name in READS for name in counted.commands)
    invoices = aws_server.client("s3").list_objects_v2(Bucket=INVOICE_BUCKET)
    by_receiver = Counter(str(queued.to) for queued in store.bus.sent)
    found = {
        "database_writes": len(counted.commands) - reads,
        "database_reads": reads,
        "message_bytes": sum(len(queued.body) for queued in store.bus.sent),
        "invoice_bytes": sum(each["Size"] for each in invoices["Contents"]),
    }
    figures = {name: MEASURED[name] for name in found}
    assert dict(by_receiver) == MEASURED["messages"], "write it into operations/cost/counts.toml"
    assert found == pytest.approx(figures, rel=NEAR), "write it into operations/cost/counts.toml"
