"""The bank asks the customer: what their browser answers it with reaches their browser alone."""

import pytest
from pymongo.database import Database

from services.contracts.identifiers import order_id
from services.contracts.payments import AuthorisePayment, ProviderEvent
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import AGGREGATOR, NOTICES, ORDER
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.payment.harness import CHALLENGING
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore, QueuedMessage
from tests.integration.store.invariants import Records
from tests.payments import Provider
from tests.shop import DOZEN, FLORA, catalogue, place, request_for, tomorrow_open, zones

FLOWERS = order_id(FLORA.id, "key-0001")


@pytest.fixture
def store(
    mongodb: Database[Document], aws_server: AwsServer, people: People, provider: Provider
) -> InProcessStore:
    """An open shop in which an order was placed."""
    made = InProcessStore(mongodb, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    made.send(catalogue(), zones(), tomorrow_open())
    assert made.settle() == []
    made.send(place(request_for((DOZEN, 1))))
    assert made.settle() == []
    return made


def is_the_providers_own(queued: QueuedMessage) -> bool:
    """Whether it is what the provider said, handed on as it came."""
    return isinstance(queued.message, ProviderEvent)


def test_no_message_but_the_views_own_carries_the_secret_of_a_payment(
    store: InProcessStore, mongodb: Database[Document], provider: Provider
) -> None:
    records = Records(mongodb, provider)
    store.send(AuthorisePayment(FLOWERS, FLORA.id, CHALLENGING, "attempt-1"))
    assert store.settle() == []
    (secret,) = records.client_secrets()
    provider.authenticate(secret, success=True)
    assert store.settle() == []
    assert records.orders()[FLOWERS].invoice
    assert records.client_secrets() == []

    told = [queued for queued in store.bus.sent if not is_the_providers_own(queued)]
    assert {ORDER, NOTICES} <= {queued.to for queued in told}
    assert {queued.to for queued in told if secret in queued.body} == {AGGREGATOR}
    assert secret not in str(list(mongodb["orders"].find()))
