"""The bank asks the customer: what their browser answers it with reaches their browser alone."""

import pytest
from pymongo.database import Database

from services.contracts.identifiers import order_id
from services.contracts.payments import AuthorisePayment, ProviderEvent
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import AGGREGATOR, NOTICES, ORDER
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.floor.books import Books
from tests.integration.floor.floor import Floor, Letter
from tests.integration.payment.harness import CHALLENGING
from tests.integration.people import People
from tests.payments import Provider
from tests.shop import DOZEN, FLORA, catalogue, place, request_for, tomorrow_open, zones

FLOWERS = order_id(FLORA.id, "key-0001")


@pytest.fixture
def floor(
    mongodb: Database[Document], aws_server: AwsServer, people: People, provider: Provider
) -> Floor:
    """An open shop in which an order was placed."""
    made = Floor(mongodb, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    made.say(catalogue(), zones(), tomorrow_open())
    assert made.settle() == []
    made.say(place(request_for((DOZEN, 1))))
    assert made.settle() == []
    return made


def is_the_providers_own(letter: Letter) -> bool:
    """Whether it is what the provider said, handed on as it came."""
    return isinstance(letter.message, ProviderEvent)


def test_no_message_but_the_views_own_carries_the_secret_of_a_payment(
    floor: Floor, mongodb: Database[Document], provider: Provider
) -> None:
    books = Books(mongodb, provider)
    floor.say(AuthorisePayment(FLOWERS, FLORA.id, CHALLENGING, "attempt-1"))
    assert floor.settle() == []
    (secret,) = books.client_secrets()
    provider.authenticate(secret, success=True)
    assert floor.settle() == []
    assert books.orders()[FLOWERS].invoice
    assert books.client_secrets() == []

    told = [letter for letter in floor.bus.sent if not is_the_providers_own(letter)]
    assert {ORDER, NOTICES} <= {letter.to for letter in told}
    assert {letter.to for letter in told if secret in letter.body} == {AGGREGATOR}
    assert secret not in str(list(mongodb["orders"].find()))
