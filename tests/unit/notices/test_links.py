"""Every link of every e-mail leads to a page of the shop (H2)."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from services.contracts.commissions import EnquiryState
from services.contracts.common import Reason
from services.contracts.invoices import Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import (
    DeliveryChangeAnswered,
    ErasureRefused,
    MoneyContested,
    OrderCancelled,
    OrderDelivered,
    OrderPlaced,
    OrderShipped,
    PaymentRequested,
)
from services.contracts.orders import PaymentState, State
from services.contracts.payments import FailedRefund, PaymentRefunded, RefundFailed
from services.contracts.profiles import Reminder, ReminderDue
from services.notices.domain.by_message import EMAILS, email_for
from services.notices.domain.page import page
from tests.shop import FLORA, NOW
from tests.unit.notices.test_emails import (
    ORDER,
    SITE,
    WEDDING,
    enquiry,
    paid,
    rest,
)
from tests.unit.notices.test_money import contested

APP = Path(__file__).parents[3] / "frontend/shop/app"
ROUTE = re.compile(r"pageRoute\(\s*'([^']*)'")
LINK = re.compile(r"https?://[^\s\"'<>)]+")


def routes() -> list[re.Pattern[str]]:
    """The shop's pages, from its router's tables; a parameter stands for one id."""
    tables = {"app.routes.ts": "", "account.routes.ts": "", "pages/staff/staff.routes.ts": "staff/"}
    found = [
        below + path
        for table, below in tables.items()
        for path in ROUTE.findall((APP / table).read_text())
        if path != "**"
    ]
    return [
        re.compile("/shop/" + re.sub(r":\w+", "[a-z2-7]+", path) + r"(\?\S*)?") for path in found
    ]


def messages() -> Iterator[Message]:
    """Something of each kind that customers are written about."""
    yield OrderPlaced(ORDER)
    yield OrderPlaced(WEDDING)
    yield InvoiceIssued(ORDER.id, FLORA.id, Invoice("2026-000042", "invoices/a.pdf", NOW))
    yield OrderShipped(ORDER)
    yield OrderDelivered(ORDER)
    yield DeliveryChangeAnswered(ORDER)
    yield DeliveryChangeAnswered(replace(ORDER, delivery_change_refused=Reason.DAY_FULL))
    for reason in Reason:
        yield OrderCancelled(replace(ORDER, reason=reason))
    for state in PaymentState:
        asked = replace(paid(ORDER, state), state=State.CONFIRMED)
        yield PaymentRequested(asked, is_unanswered=True)
        yield PaymentRequested(rest(paid(WEDDING, PaymentState.CAPTURED), state))
    yield RefundFailed(ORDER.id, FLORA.id, "r1", 500, "EUR")
    yield MoneyContested(contested(failed=(FailedRefund("r1", 900),)))
    yield ErasureRefused(FLORA, NOW, (ORDER.id,))
    yield PaymentRefunded(ORDER.id, FLORA.id, "r1", 500, "EUR")
    for turn in EnquiryState:
        yield enquiry(turn)
    yield ReminderDue(FLORA.id, Reminder(name="Ida", month=11, day=30), NOW.date())


def test_each_kind_of_e_mail_is_among_those_that_are_tried() -> None:
    assert {type(message) for message in messages()} == set(EMAILS)


@pytest.mark.finding("H2")
@pytest.mark.parametrize("message", list(messages()), ids=lambda each: type(each).__name__)
def test_every_link_of_an_e_mail_is_a_page_of_the_shop(message: Message) -> None:
    email = email_for(message, NOW)
    if email is None:
        return
    links = LINK.findall(email.text(SITE))
    assert links
    for link in links:
        path = link.removeprefix(SITE)
        assert any(route.fullmatch(path) for route in routes()), f"{link} is no page of the shop"


@pytest.mark.parametrize("message", list(messages()), ids=lambda each: type(each).__name__)
def test_text_and_page_of_an_e_mail_have_the_same_links(message: Message) -> None:
    email = email_for(message, NOW)
    if email is None:
        return
    pictures = {f"{SITE}{email.picture}"} if email.picture else set()
    assert set(LINK.findall(page(email, SITE))) - pictures == set(LINK.findall(email.text(SITE)))
    assert email.text(SITE).count(SITE) == 1
