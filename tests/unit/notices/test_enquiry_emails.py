"""Letters about enquiries and their quotes, and about days of the year."""

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from services.contracts.commissions import EnquiryChanged, EnquiryState
from services.contracts.common import AuditEntry
from services.contracts.profiles import Reminder, ReminderDue
from services.notices.domain.by_message import email_for
from tests.shop import FLORA, NOW
from tests.unit.notices.test_emails import ENQUIRY_ID, QUOTE, SITE, enquiry, written


def test_a_quote_says_price_deposit_and_until_when_it_holds() -> None:
    email = written(enquiry(EnquiryState.QUOTED))
    assert email.subject == "Here is our quote: Ida and Max"
    said = email.text(SITE)
    assert "on Saturday, 12 June 2027 for EUR 1,500.00. A deposit of EUR 300.00" in said
    assert "With peonies, if the winter is mild." in said
    assert "valid until Tuesday, 1 December 2026, 12:00" in said
    assert f"{SITE}/shop/events/{ENQUIRY_ID}" in said


def test_a_better_quote_is_a_letter_of_its_own_but_thanks_are_said_once() -> None:
    first, better = (AuditEntry("quoted", "sub-fleur", NOW + timedelta(hours=n)) for n in (0, 1))
    quoted = enquiry(EnquiryState.QUOTED).enquiry

    def occasion(*history: AuditEntry) -> str:
        return written(EnquiryChanged(replace(quoted, history=history))).occasion

    assert occasion(first) == f"enquiry:{ENQUIRY_ID}:quote:1"
    assert occasion(first, better) == f"enquiry:{ENQUIRY_ID}:quote:2"
    thanks = {written(enquiry(EnquiryState.ENQUIRED, version)).occasion for version in (1, 4)}
    assert thanks == {f"enquiry:{ENQUIRY_ID}:asked"}


@pytest.mark.finding("B02")
def test_what_changes_an_enquiry_and_not_its_quote_is_no_second_letter() -> None:
    occasions = {written(enquiry(EnquiryState.QUOTED, version)).occasion for version in (2, 3)}
    assert len(occasions) == 1


@pytest.mark.parametrize(
    ("state", "subject"),
    [
        (EnquiryState.ENQUIRED, "Thank you for your enquiry"),
        (EnquiryState.ACCEPTED, "You have accepted our quote"),
        (EnquiryState.DECLINED, "Your enquiry is closed"),
        (EnquiryState.EXPIRED, "Our quote is no longer valid"),
    ],
)
def test_every_turn_of_an_enquiry_is_told(state: EnquiryState, subject: str) -> None:
    assert written(enquiry(state)).subject == f"{subject}: Ida and Max"


@pytest.mark.parametrize("state", EnquiryState)
def test_to_look_at_an_old_enquiry_again_is_no_news(state: EnquiryState) -> None:
    late = QUOTE.valid_until + timedelta(days=31)
    assert email_for(enquiry(state), late) is None


def test_a_reminder_names_the_day_in_the_letter_and_nothing_in_its_key() -> None:
    birthday = Reminder(name="Ida's birthday", month=11, day=30)
    email = written(ReminderDue(FLORA.id, birthday, date(2026, 11, 30)))
    assert email.subject == "Soon: Ida's birthday"
    assert "Ida's birthday is on Monday, 30 November 2026" in email.text(SITE)
    assert FLORA.id not in email.occasion
    assert "Ida" not in email.occasion
    next_year = written(ReminderDue(FLORA.id, birthday, date(2027, 11, 30)))
    assert next_year.occasion != email.occasion
