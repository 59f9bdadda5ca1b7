"""docs/late-messages.md tells the truth: a message that is early, doubled or late, for real.

The test hands each message over in the order of the page's arrows, and looks what came of it.
"""

import pytest
from pymongo.database import Database

from services.contracts.common import Reason
from services.contracts.identifiers import order_id
from services.contracts.order_messages import CancelOrder
from services.contracts.payments import AuthorisePayment
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import AGGREGATOR, NOTICES
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.claims import proves
from tests.documents import Arrow, Page
from tests.integration.people import People
from tests.integration.store.in_process_store import InProcessStore, QueuedMessage
from tests.payments import Provider
from tests.shop import DOZEN, FLORA, NOW, catalogue, place, request_for, tomorrow_open, zones

PAGE = Page("docs/late-messages.md")
ORDER = order_id(FLORA.id, "key-0001")


@pytest.fixture
def store(
    mongodb: Database[Document], aws_server: AwsServer, people: People, provider: Provider
) -> InProcessStore:
    """An open shop whose readers, aggregator and notices, the page leaves out."""
    made = InProcessStore(mongodb, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    made.send(catalogue(), zones(), tomorrow_open())
    assert made.settle() == []
    made.down = {AGGREGATOR, NOTICES}
    made.bus.sent.clear()
    return made


def latest(store: InProcessStore, arrow: Arrow) -> QueuedMessage:
    """The message that the arrow stands for, as it was last sent."""
    return [
        queued
        for queued in store.bus.sent
        if (type(queued.message).__name__, queued.to) == (arrow.what, arrow.receiver)
        and type(queued.message).sender == arrow.sender
    ][-1]


def hand_over(store: InProcessStore, arrow: Arrow) -> bool:
    """Deliver the message of an arrow, once more if it was delivered before."""
    queued = latest(store, arrow)
    if queued not in store.bus.under_way:
        store.repeat(queued)
    return store.deliver(queued)


@proves("X22", "T46")
def test_every_arrow_of_the_page_ends_as_the_page_says(
    store: InProcessStore, mongodb: Database[Document], provider: Provider
) -> None:
    early, doubled, late = (section.arrows() for section in PAGE.sections())
    first, again = doubled[:4], doubled[4:]
    before, overtaken = late[:3], late[3:]
    store.send(place(request_for((DOZEN, 1))))
    store.run(1)
    store.send(AuthorisePayment(ORDER, FLORA.id, "pm_card_visa", "attempt-1"))

    assert [hand_over(store, arrow) for arrow in early] == [False, True, True, True]
    assert len(provider.intents()) == 1

    assert all(hand_over(store, arrow) for arrow in first)
    confirmed = order(mongodb)
    assert (confirmed["state"], bool(confirmed["invoice"])) == ("confirmed", True)
    assert all(hand_over(store, arrow) for arrow in again)
    assert order(mongodb) == confirmed
    assert len(list(mongodb["invoices"].find())) == 1

    store.send(CancelOrder(ORDER, by=FLORA.id, reason=Reason.CUSTOMER, requested_at=NOW))
    assert all(hand_over(store, arrow) for arrow in before)
    cancelled = order(mongodb)
    assert (cancelled["state"], cancelled["payment"]["state"]) == ("cancelled", "voided")
    assert all(hand_over(store, arrow) for arrow in overtaken)
    assert order(mongodb) == cancelled
    assert [intent["status"] for intent in provider.intents()] == ["canceled"]
    assert store.settle() == []


def order(mongodb: Database[Document]) -> Document:
    """The order as it stands, with its version."""
    (row,) = mongodb["orders"].find()
    value: Document = row["value"]
    return {**value, "version": row["version"]}
