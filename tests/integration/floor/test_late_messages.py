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
from tests.integration.floor.floor import Floor, Letter
from tests.integration.people import People
from tests.payments import Provider
from tests.shop import DOZEN, FLORA, NOW, catalogue, place, request_for, tomorrow_open, zones

PAGE = Page("docs/late-messages.md")
ORDER = order_id(FLORA.id, "key-0001")


@pytest.fixture
def floor(
    mongodb: Database[Document], aws_server: AwsServer, people: People, provider: Provider
) -> Floor:
    """An open shop whose readers, aggregator and notices, the page leaves out."""
    made = Floor(mongodb, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    made.say(catalogue(), zones(), tomorrow_open())
    assert made.settle() == []
    made.down = {AGGREGATOR, NOTICES}
    made.bus.sent.clear()
    return made


def latest(floor: Floor, arrow: Arrow) -> Letter:
    """The message that the arrow stands for, as it was last sent."""
    return [
        letter
        for letter in floor.bus.sent
        if (type(letter.message).__name__, letter.to) == (arrow.what, arrow.receiver)
        and type(letter.message).sender == arrow.sender
    ][-1]


def hand_over(floor: Floor, arrow: Arrow) -> bool:
    """Deliver the message of an arrow, once more if it was delivered before."""
    letter = latest(floor, arrow)
    if letter not in floor.bus.under_way:
        floor.repeat(letter)
    return floor.deliver(letter)


@proves("X22", "T46")
def test_every_arrow_of_the_page_ends_as_the_page_says(
    floor: Floor, mongodb: Database[Document], provider: Provider
) -> None:
    early, doubled, late = (section.arrows() for section in PAGE.sections())
    first, again = doubled[:4], doubled[4:]
    before, overtaken = late[:3], late[3:]
    floor.say(place(request_for((DOZEN, 1))))
    floor.run(1)
    floor.say(AuthorisePayment(ORDER, FLORA.id, "pm_card_visa", "attempt-1"))

    assert [hand_over(floor, arrow) for arrow in early] == [False, True, True, True]
    assert len(provider.intents()) == 1

    assert all(hand_over(floor, arrow) for arrow in first)
    confirmed = order(mongodb)
    assert (confirmed["state"], bool(confirmed["invoice"])) == ("confirmed", True)
    assert all(hand_over(floor, arrow) for arrow in again)
    assert order(mongodb) == confirmed
    assert len(list(mongodb["invoices"].find())) == 1

    floor.say(CancelOrder(ORDER, FLORA.id, Reason.CUSTOMER, NOW))
    assert all(hand_over(floor, arrow) for arrow in before)
    cancelled = order(mongodb)
    assert (cancelled["state"], cancelled["payment"]["state"]) == ("cancelled", "voided")
    assert all(hand_over(floor, arrow) for arrow in overtaken)
    assert order(mongodb) == cancelled
    assert [intent["status"] for intent in provider.intents()] == ["canceled"]
    assert floor.settle() == []


def order(mongodb: Database[Document]) -> Document:
    """The order as it stands, with its version."""
    (row,) = mongodb["orders"].find()
    value: Document = row["value"]
    return {**value, "version": row["version"]}
