"""Events: an enquiry, the florist's quote, and the customer's yes or no (U1.3)."""

from datetime import timedelta

import pytest

from services.contracts.commissions import (
    AcceptQuote,
    DeclineQuote,
    Enquire,
    EnquiriesListed,
    Enquiry,
    EnquiryChanged,
    EnquiryMissing,
    EnquiryState,
    QuotedLine,
    QuoteEnquiry,
    QuoteRequest,
    RefreshEnquiries,
    RefreshEnquiry,
)
from services.contracts.common import AuditEntry
from services.contracts.identifiers import enquiry_id
from services.contracts.views import NOT_FOUND_GRACE
from services.manifest import ORDER
from services.policy.pricing import total
from services.proxy.features.commissions import ENQUIRIES_PAGE
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    AN_HOUR_AGO,
    ENQUIRY_ID,
    NOW,
    ORDER_ID,
    TODAY,
    a_quote,
    an_enquiry,
    as_json,
    quoted,
    sent,
    wishes,
)
from tests.integration.proxy.conftest import Clock, Show
from tests.shop import FLORAS_ADDRESS

PATH = f"/enquiries/{ENQUIRY_ID}"
YES = {"version": 2, "buyer": as_json(FLORAS_ADDRESS)}
ENDED = [EnquiryState.DECLINED, EnquiryState.EXPIRED]


@proves("U1.3")
def test_a_customer_asks_for_the_flowers_of_a_wedding(flora: Api, aws_server: AwsServer) -> None:
    answer = flora.post("/enquiries", as_json(wishes()))
    assert answer.status == 202
    assert answer.headers["Location"] == f"/api{PATH}"
    assert answer.body["enquiry_id"] == ENQUIRY_ID
    (message,) = sent(aws_server)
    assert isinstance(message, Enquire)
    assert (message.enquiry_id, message.customer.id) == (ENQUIRY_ID, "sub-flora")


def test_the_same_key_is_the_same_enquiry(flora: Api, aws_server: AwsServer) -> None:
    for _ in range(2):
        flora.post("/enquiries", as_json(wishes()))
    assert [m.enquiry_id for m in sent(aws_server) if isinstance(m, Enquire)] == [ENQUIRY_ID] * 2


@pytest.mark.parametrize(
    ("days", "status"), [(-1, 409), (13, 409), (14, 202), (732, 202), (734, 409)]
)
def test_florists_need_two_weeks_and_plan_two_years(
    flora: Api, aws_server: AwsServer, days: int, status: int
) -> None:
    answer = flora.post("/enquiries", as_json(wishes(day=TODAY + timedelta(days=days))))
    assert answer.status == status
    assert status == 202 or answer.fields == ["day"]
    assert len(sent(aws_server)) == (status == 202)


def test_the_customer_sees_the_quote_but_not_who_made_it(
    flora: Api, fleur: Api, show: Show
) -> None:
    act = AuditEntry("quoted", "sub-fleur", NOW)
    show(EnquiryChanged(quoted(history=(act,))))
    shown = flora.get(PATH).body
    assert (shown["state"], shown["quote"]["deposit"]) == ("quoted", 20_000)
    assert shown["history"] == []
    assert "sub-fleur" not in flora.get(PATH).content
    assert fleur.get(PATH).body["history"][0]["by"] == "sub-fleur"


def test_a_customer_sees_their_own_enquiries_and_a_florist_those_that_are_open(
    flora: Api, felix: Api, fleur: Api, show: Show
) -> None:
    theirs = enquiry_id("sub-felix", "key-0001")
    of_felix = quoted(id=theirs, customer="sub-felix", asked_at=NOW)
    ended = an_enquiry(id=enquiry_id("sub-felix", "key-0002"), customer="sub-felix",
                       state=EnquiryState.EXPIRED)  # fmt: skip
    show(EnquiriesListed("sub-flora", (an_enquiry(),)))
    show(EnquiriesListed("sub-felix", (of_felix, ended)))
    show(EnquiriesListed("", (an_enquiry(), of_felix)))
    assert [e["id"] for e in flora.get("/enquiries").body["enquiries"]] == [ENQUIRY_ID]
    assert [e["id"] for e in felix.get("/enquiries").body["enquiries"]] == [theirs, ended.id]
    assert flora.get("/enquiries").body["first_day"] == f"{TODAY + timedelta(days=14)}"
    opened = fleur.get("/staff/enquiries").body["enquiries"]
    assert [e["id"] for e in opened] == [theirs, ENQUIRY_ID]


def test_more_enquiries_than_are_shown_are_no_list_that_is_never_whole(
    flora: Api, show: Show
) -> None:
    many = [
        an_enquiry(id=enquiry_id("sub-flora", f"key-{at}"), asked_at=NOW - timedelta(hours=at))
        for at in range(120)
    ]
    show(EnquiriesListed("sub-flora", tuple(many)))
    shown = flora.get("/enquiries")
    assert shown.status == 200
    page, rest = ENQUIRIES_PAGE, shown.body["next"]
    assert [e["id"] for e in shown.body["enquiries"]] == [e.id for e in many[:page]]
    following = flora.get("/enquiries", before=rest).body["enquiries"]
    assert [e["id"] for e in following] == [e.id for e in many[page : 2 * page]]


def test_what_is_not_shown_yet_is_asked_for(flora: Api, aws_server: AwsServer) -> None:
    assert flora.get(PATH).status == 503
    assert flora.get("/enquiries").status == 503
    assert aws_server.messages(ORDER) == [
        RefreshEnquiry(ENQUIRY_ID), RefreshEnquiries("sub-flora"),
    ]  # fmt: skip


def test_an_enquiry_that_its_owner_does_not_know_is_not_found(
    flora: Api, show: Show, clock: Clock, aws_server: AwsServer
) -> None:
    show(EnquiryMissing(ENQUIRY_ID))
    clock.ahead = 2 * NOT_FOUND_GRACE
    assert flora.get(PATH).status == 404
    assert flora.post(f"{PATH}/acceptance", YES).status == 404
    assert flora.post(f"{PATH}/refusal", {}).status == 404
    assert sent(aws_server) == []


# ---- the quote ---------------------------------------------------------------------------------


@pytest.mark.parametrize("enquiry", [an_enquiry(), quoted()], ids=["first", "another"])
def test_a_florist_quotes(fleur: Api, show: Show, aws_server: AwsServer, enquiry: Enquiry) -> None:
    show(EnquiryChanged(enquiry))
    assert fleur.post(f"{PATH}/quote", as_json(a_quote())).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, QuoteEnquiry)
    assert (message.by, total(message.quote.lines)) == ("sub-fleur", 63_000)


@pytest.mark.parametrize(
    ("quote", "field"),
    [
        (a_quote(deposit=63_001), "deposit"),
        (a_quote(valid_until=AN_HOUR_AGO), "valid_until"),
        (a_quote(valid_until=NOW + timedelta(days=1000)), "valid_until"),
        (a_quote(lines=(QuotedLine("Gold", 500, 1_000_000, 19),)), "lines"),
    ],
    ids=["deposit", "past", "for ever", "beyond all money"],
)
def test_a_quote_that_cannot_be_names_the_field(
    fleur: Api, show: Show, aws_server: AwsServer, quote: QuoteRequest, field: str
) -> None:
    show(EnquiryChanged(an_enquiry()))
    answer = fleur.post(f"{PATH}/quote", as_json(quote))
    assert (answer.status, answer.fields) == (422, [field])
    assert sent(aws_server) == []


@pytest.mark.parametrize("state", [*ENDED, EnquiryState.ACCEPTED])
def test_what_has_ended_takes_no_quote(
    fleur: Api, show: Show, aws_server: AwsServer, state: EnquiryState
) -> None:
    show(EnquiryChanged(quoted(state=state, version=3)))
    answer = fleur.post(f"{PATH}/quote", as_json(a_quote()))
    assert (answer.status, answer.fields) == (409, ["state"])
    assert sent(aws_server) == []


# ---- yes and no --------------------------------------------------------------------------------


def test_the_customer_says_yes_to_the_quote_that_they_saw(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(EnquiryChanged(quoted()))
    assert flora.post(f"{PATH}/acceptance", YES).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, AcceptQuote)
    assert (message.customer.id, message.version) == ("sub-flora", 2)
    assert message.buyer == FLORAS_ADDRESS


@pytest.mark.parametrize(
    ("enquiry", "field"),
    [
        (an_enquiry(), "state"),
        (quoted(version=3), "version"),
        (quoted(quote=a_quote(valid_until=AN_HOUR_AGO)), "quote.valid_until"),
        (quoted(request=wishes(day=TODAY + timedelta(days=6))), "request.day"),
        *((quoted(state=state), "state") for state in ENDED),
    ],
    ids=["not quoted", "changed", "too late", "within the lead", "declined", "expired"],
)
def test_a_quote_that_does_not_stand_is_not_accepted(
    flora: Api, show: Show, aws_server: AwsServer, enquiry: Enquiry, field: str
) -> None:
    show(EnquiryChanged(enquiry))
    answer = flora.post(f"{PATH}/acceptance", YES)
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


def test_to_say_yes_twice_is_no_mistake_and_the_order_is_shown(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(EnquiryChanged(quoted(state=EnquiryState.ACCEPTED, order_id=ORDER_ID, version=3)))
    assert flora.post(f"{PATH}/acceptance", YES).status == 202
    assert flora.get(PATH).body["order_id"] == ORDER_ID
    assert len(sent(aws_server)) == 1


def test_customer_or_florist_say_no(
    flora: Api, fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    show(EnquiryChanged(quoted()))
    assert flora.post(f"{PATH}/refusal", {}).status == 202
    assert fleur.post(f"{PATH}/refusal", {}).status == 202
    assert [m.by for m in sent(aws_server) if isinstance(m, DeclineQuote)] == [
        "sub-flora", "sub-fleur",
    ]  # fmt: skip


def test_what_was_accepted_is_an_order_and_cancelled_as_one(
    flora: Api, show: Show, aws_server: AwsServer
) -> None:
    show(EnquiryChanged(quoted(state=EnquiryState.ACCEPTED, order_id=ORDER_ID, version=3)))
    answer = flora.post(f"{PATH}/refusal", {})
    assert (answer.status, answer.fields) == (409, ["state"])
    assert "Cancel its order" in answer.body["detail"]
    assert sent(aws_server) == []
