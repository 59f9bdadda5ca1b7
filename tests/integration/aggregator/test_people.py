"""The views of people: profiles, cards, and what they enquire about."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from msgspec.structs import replace

from services.contracts.commissions import (
    EnquiriesListed,
    Enquiry,
    EnquiryChanged,
    EnquiryMissing,
    EnquiryRefreshed,
    EnquiryRequest,
    EnquiryState,
)
from services.contracts.message import Message
from services.contracts.payments import Card, CardsChanged, Wallet
from services.contracts.profiles import Profile, ProfileChanged
from services.contracts.views import (
    HARD,
    NOT_FOUND_FOR,
    enquiries_view,
    enquiry_view,
    profile_view,
    wallet_view,
)
from tests.claims import proves
from tests.integration.aggregator.conftest import Harness
from tests.shop import FLORA, NOW, RECIPIENT, TOMORROW

ASKED = Enquiry(
    id="e" * 26,
    customer=FLORA.id,
    request=EnquiryRequest(
        occasion="Ida and Max",
        day=TOMORROW + timedelta(days=60),
        venue=RECIPIENT,
        phone="+49 30 1234567",
        wishes="Wild and white",
    ),
    asked_at=NOW,
)
QUOTED = replace(ASKED, state=EnquiryState.QUOTED, version=2)
DECLINED = replace(ASKED, state=EnquiryState.DECLINED, version=3)
VISA = Card("pm_visa", "visa", "4242", "2030-01")


# ---- enquiries ---------------------------------------------------------------------------------


@proves("T20", "T46", "X22")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                EnquiryChanged(ASKED),
                EnquiryChanged(DECLINED),
                EnquiryMissing(ASKED.id),
                EnquiriesListed(FLORA.id, (QUOTED,)),
            ]
        )
    ),
)
def test_in_whatever_order_an_enquirys_events_come_its_view_ends_the_same(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, *story[:2])
    shown = harness.view(enquiry_view(ASKED.id))
    assert (shown["version"], shown["enquiry"]["state"], shown["is_open"]) == (3, "declined", False)
    assert "missing" not in shown
    assert harness.shows(enquiries_view(FLORA.id))


@pytest.mark.parametrize("state", EnquiryState)
def test_what_a_florist_has_still_to_see_to_is_open(harness: Harness, state: EnquiryState) -> None:
    harness.deliver(EnquiryRefreshed(replace(ASKED, state=state)))
    is_open = harness.view(enquiry_view(ASKED.id))["is_open"]
    assert is_open is (state in (EnquiryState.ENQUIRED, EnquiryState.QUOTED))


def test_a_list_of_enquiries_is_marked_complete_when_its_last_part_has_come(
    harness: Harness,
) -> None:
    harness.deliver(EnquiriesListed("", (ASKED,), last=False))
    assert not harness.shows(enquiries_view(""))
    harness.deliver(EnquiriesListed("", (), last=True))
    mark = harness.view(enquiries_view(""))
    assert mark["expires_at"] < harness.view(enquiry_view(ASKED.id))["expires_at"]
    assert not harness.shows(enquiries_view(FLORA.id))


# ---- profiles and cards ------------------------------------------------------------------------


@proves("T46", "X22")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                CardsChanged(Wallet(FLORA.id, (VISA,), version=2)),
                CardsChanged(Wallet(FLORA.id, (), version=1)),
                ProfileChanged(Profile(FLORA.id, "flora@example.com", "Flora", version=4)),
                ProfileChanged(Profile(FLORA.id, version=3)),
            ]
        )
    ),
)
def test_a_profile_and_its_cards_only_move_forward(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story, story[0])
    assert [c["last4"] for c in harness.view(wallet_view(FLORA.id))["wallet"]["cards"]] == ["4242"]
    assert harness.view(profile_view(FLORA.id))["profile"]["name"] == "Flora"


@proves("T46", "X22")
@pytest.mark.parametrize(
    "story",
    list(
        permutations(
            [
                CardsChanged(Wallet(FLORA.id, (VISA,), version=2)),
                CardsChanged(Wallet(FLORA.id, (), version=3)),
                ProfileChanged(Profile(FLORA.id, "flora@example.com", "Flora", version=4)),
                ProfileChanged(Profile(FLORA.id, version=5)),
            ]
        )
    ),
)
def test_no_late_message_shows_what_was_erased(
    harness: Harness, story: tuple[Message, ...]
) -> None:
    harness.deliver(*story)
    shown = str(harness.contents())
    assert "flora@example.com" not in shown
    assert "4242" not in shown


@proves("T35", "FM-CACHE-04:mitigation")
def test_every_view_of_people_ends_at_a_known_time(harness: Harness) -> None:
    before = datetime.now(UTC)
    harness.deliver(
        EnquiriesListed(FLORA.id, (ASKED,)),
        EnquiryMissing("a" * 26),
        CardsChanged(Wallet(FLORA.id)),
        ProfileChanged(Profile(FLORA.id)),
    )
    for shown in harness.mongodb["views"].find():
        most = NOT_FOUND_FOR if "missing" in shown else HARD
        assert timedelta() < shown["expires_at"] - before <= most + timedelta(minutes=1)
