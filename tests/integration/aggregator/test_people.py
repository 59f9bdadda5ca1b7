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
from tests.integration.aggregator.conftest import Window
from tests.shop import FLORA, FLORAS_ADDRESS, NOW, TOMORROW

ASKED = Enquiry(
    id="e" * 26,
    customer=FLORA.id,
    request=EnquiryRequest(
        occasion="Ida and Max",
        day=TOMORROW + timedelta(days=60),
        venue=FLORAS_ADDRESS,
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
def test_in_whatever_order_an_enquiry_is_told_its_view_ends_the_same(
    window: Window, story: tuple[Message, ...]
) -> None:
    window.hears(*story, *story[:2])
    shown = window.view(enquiry_view(ASKED.id))
    assert (shown["version"], shown["enquiry"]["state"], shown["is_open"]) == (3, "declined", False)
    assert "missing" not in shown
    assert window.shows(enquiries_view(FLORA.id))


@pytest.mark.parametrize("state", EnquiryState)
def test_what_a_florist_has_still_to_see_to_is_open(window: Window, state: EnquiryState) -> None:
    window.hears(EnquiryRefreshed(replace(ASKED, state=state)))
    is_open = window.view(enquiry_view(ASKED.id))["is_open"]
    assert is_open is (state in (EnquiryState.ENQUIRED, EnquiryState.QUOTED))


def test_a_list_of_enquiries_is_marked_complete_when_its_last_part_has_come(window: Window) -> None:
    window.hears(EnquiriesListed("", (ASKED,), last=False))
    assert not window.shows(enquiries_view(""))
    window.hears(EnquiriesListed("", (), last=True))
    mark = window.view(enquiries_view(""))
    assert mark["expires_at"] < window.view(enquiry_view(ASKED.id))["expires_at"]
    assert not window.shows(enquiries_view(FLORA.id))


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
    window: Window, story: tuple[Message, ...]
) -> None:
    window.hears(*story, story[0])
    assert [c["last4"] for c in window.view(wallet_view(FLORA.id))["wallet"]["cards"]] == ["4242"]
    assert window.view(profile_view(FLORA.id))["profile"]["name"] == "Flora"


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
def test_no_late_message_shows_what_was_erased(window: Window, story: tuple[Message, ...]) -> None:
    window.hears(*story)
    shown = str(window.contents())
    assert "flora@example.com" not in shown
    assert "4242" not in shown


@proves("T35", "FM-CACHE-04:mitigation")
def test_every_view_of_people_ends_at_a_known_time(window: Window) -> None:
    before = datetime.now(UTC)
    window.hears(
        EnquiriesListed(FLORA.id, (ASKED,)),
        EnquiryMissing("a" * 26),
        CardsChanged(Wallet(FLORA.id)),
        ProfileChanged(Profile(FLORA.id)),
    )
    for shown in window.mongodb["views"].find():
        most = NOT_FOUND_FOR if "missing" in shown else HARD
        assert timedelta() < shown["expires_at"] - before <= most + timedelta(minutes=1)
