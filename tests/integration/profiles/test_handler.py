"""Profiles: a customer is known from the first moment, and describes themselves."""

import dataclasses
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from pymongo.database import Database

from services.contracts.common import Buyer, Customer
from services.contracts.order_messages import CustomerErased, ErasureRefused
from services.contracts.profiles import (
    ChangeEmail,
    ConfirmEmail,
    LookForReminders,
    Profile,
    ProfileChanged,
    RefreshProfile,
    RefusedErasure,
    Reminder,
    ReminderDue,
    UpdateProfile,
)
from services.manifest import AGGREGATOR, NOTICES, OWNERS, PROFILES, SERVICES
from services.profiles import handler as profiles
from services.profiles import handlers
from services.profiles.domain import CustomerRecord
from services.profiles.gateways.cognito import CognitoUsers
from services.profiles.repository import Profiles
from services.runtime.mongo import Document, NotTheOwnerError, connect, own
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.conftest import Employ, Worker
from tests.integration.ledger import NOT_PRIMARY, Ledger
from tests.integration.people import FLORAS_EMAIL, FLORAS_NAME, People
from tests.logs import LogRecords
from tests.shop import FLORAS_ADDRESS, NOW, RECIPIENT

ELSEWHERE = replace(FLORAS_ADDRESS, street="Parkallee 1")
NEW_EMAIL = "amaryllis@example.com"
BIRTHDAY = Reminder(name="Ida's birthday", month=11, day=30)
WHOLE = {"recipients": (RECIPIENT,), "reminders": (BIRTHDAY,)}


@pytest.fixture
def worker(employ: Employ, flora: Customer) -> Worker:
    """Profiles."""
    return employ(profiles)


def told(aws_server: AwsServer) -> list[Profile]:
    return [m.profile for m in aws_server.messages(AGGREGATOR) if isinstance(m, ProfileChanged)]


def wants(customer: Customer, email: str, minutes: int = 0) -> ChangeEmail:
    return ChangeEmail(customer, email, NOW + timedelta(minutes=minutes))


def describe(flora: Customer, address: Buyer, minutes: int = 0) -> UpdateProfile:
    return UpdateProfile(flora, "Flora A.", address, NOW + timedelta(minutes=minutes))


@proves("T12", "K26", "K27", "K28", "U4")
def test_a_profile_is_made_at_first_sight_of_what_the_person_signed_up_with(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    assert worker.deliver(RefreshProfile(flora), RefreshProfile(flora)) == 0
    first, again = told(aws_server)
    assert first == again == Profile(flora.id, FLORAS_EMAIL, FLORAS_NAME)


def test_whatever_stands_as_a_name_at_cognito_a_profile_is_made(
    worker: Worker, people: People, aws_server: AwsServer
) -> None:
    long = people.sign_up("long@example.com", "Flora\t" + "x" * 500)
    assert worker.deliver(RefreshProfile(long)) == 0
    (profile,) = told(aws_server)
    assert profile.name == "Flora " + "x" * 114


def test_a_customer_says_who_they_are_but_keeps_the_address_they_sign_in_with(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    worker.deliver(describe(flora, FLORAS_ADDRESS))
    (profile,) = told(aws_server)
    assert (profile.name, profile.address) == ("Flora A.", FLORAS_ADDRESS)
    assert profile.email == FLORAS_EMAIL


@proves("T46", "X22", "FM-K27-03:mitigation")
def test_of_two_descriptions_the_later_stands_however_often_and_in_whatever_order_they_come(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    earlier, later = describe(flora, FLORAS_ADDRESS), describe(flora, ELSEWHERE, minutes=1)
    worker.deliver(later, earlier, later, earlier)
    assert {profile.address for profile in told(aws_server)} == {ELSEWHERE}


def test_a_profile_keeps_whom_they_send_flowers_to_and_what_they_want_to_be_reminded_of(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    worker.deliver(replace(describe(flora, FLORAS_ADDRESS), **WHOLE))
    (profile,) = told(aws_server)
    assert (profile.recipients, profile.reminders) == ((RECIPIENT,), (BIRTHDAY,))


# ---- when something fails ----------------------------------------------------------------------


def over(database: Any, pool: str, aws_server: AwsServer) -> Worker:
    """A warm instance of profiles over this database."""
    users = CognitoUsers(aws_server.aws(), pool)
    shop = profiles.Dependencies(aws_server.bus(), Profiles(database), users)
    return Worker(profiles.inbox.lambda_handler(lambda: shop))


@proves("T25", "T46", "E25", "FM-K27-01:mitigation")
@pytest.mark.parametrize("done", [False, True], ids=["refused", "unanswered"])
def test_a_description_that_could_not_be_written_stands_once_when_it_comes_again(
    worker: Worker,
    flora: Customer,
    people: People,
    aws_server: AwsServer,
    mongodb: Database[Document],
    *,
    done: bool,
) -> None:
    worker.deliver(RefreshProfile(flora))
    (before,) = told(aws_server)
    failing = over(Ledger(mongodb, [NOT_PRIMARY], done=done), people.pool, aws_server)
    assert failing.deliver(describe(flora, FLORAS_ADDRESS)) == 1
    assert told(aws_server) == []
    assert failing.deliver(describe(flora, FLORAS_ADDRESS)) == 0
    (after,) = told(aws_server)
    assert (after.address, after.version) == (FLORAS_ADDRESS, before.version + 1)


@proves("T25", "E10", "FM-K27-02:mitigation")
def test_while_the_database_is_away_nothing_is_consumed(
    flora: Customer, people: People, aws_server: AwsServer
) -> None:
    away = over(connect("mongodb://127.0.0.1:9/")["nowhere"], people.pool, aws_server)
    assert away.deliver(RefreshProfile(flora)) == 1
    assert told(aws_server) == []


@proves("T25", "T46", "E19", "FM-K26-01:mitigation")
def test_a_change_that_could_not_be_announced_is_announced_when_it_comes_again(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    worker.deliver(RefreshProfile(flora))
    (before,) = told(aws_server)
    aws_server.stop_queue(AGGREGATOR)
    assert worker.deliver(describe(flora, FLORAS_ADDRESS)) == 1
    aws_server.client("sqs").create_queue(QueueName="aggregator-inbox")
    assert worker.deliver(describe(flora, FLORAS_ADDRESS)) == 0
    (after,) = told(aws_server)
    assert (after.address, after.version) == (FLORAS_ADDRESS, before.version + 1)


# ---- people whom nobody knows ------------------------------------------------------------------


def test_of_somebody_whom_nobody_knows_the_profile_is_empty_and_stays_unwritten(
    worker: Worker, aws_server: AwsServer, mongodb: Database[Document]
) -> None:
    nobody = Customer("sub-nobody", "nobody")
    assert worker.deliver(RefreshProfile(nobody), describe(nobody, FLORAS_ADDRESS)) == 0
    assert worker.deliver(ConfirmEmail(nobody), wants(nobody, NEW_EMAIL)) == 0
    assert told(aws_server) == [Profile(nobody.id)] * 4
    assert mongodb["profiles"].find_one({}) is None


# ---- another e-mail address --------------------------------------------------------------------


@proves("U2", "U2.2", "K28")
def test_a_new_address_is_asked_of_cognito_and_waits_until_it_is_confirmed(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    assert worker.deliver(RefreshProfile(flora), wants(flora, NEW_EMAIL)) == 0
    _, waiting = told(aws_server)
    assert (waiting.email, waiting.new_email) == (FLORAS_EMAIL, NEW_EMAIL)
    assert people.email_of(flora) == NEW_EMAIL
    assert worker.deliver(ConfirmEmail(flora)) == 0
    (confirmed,) = told(aws_server)
    assert (confirmed.email, confirmed.new_email) == (NEW_EMAIL, "")
    assert confirmed.version > waiting.version


@proves("U2.2")
def test_what_is_confirmed_is_what_cognito_says_not_what_the_browser_says(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    worker.deliver(wants(flora, NEW_EMAIL))
    people.give_email(flora, FLORAS_EMAIL)  # as the pool does until the code is right
    worker.deliver(ConfirmEmail(flora))
    _, profile = told(aws_server)
    assert (profile.email, profile.new_email) == (FLORAS_EMAIL, NEW_EMAIL)


def test_who_confirmed_elsewhere_sees_it_with_the_next_look_at_the_profile(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    worker.deliver(wants(flora, NEW_EMAIL))
    worker.deliver(RefreshProfile(flora))
    _, profile = told(aws_server)
    assert (profile.email, profile.new_email) == (NEW_EMAIL, "")


@proves("T46", "X22", "FM-K27-03:mitigation")
def test_of_two_wishes_the_later_stands_in_whatever_order_they_come(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    earlier, later = wants(flora, "first@example.com"), wants(flora, NEW_EMAIL, minutes=1)
    assert worker.deliver(later, earlier, earlier) == 0
    assert {profile.new_email for profile in told(aws_server)} == {NEW_EMAIL}
    assert people.email_of(flora) == NEW_EMAIL


@proves("T46")
def test_a_wish_that_came_true_is_not_made_again_by_an_echo_of_it(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    wish = wants(flora, NEW_EMAIL)
    worker.deliver(wish, ConfirmEmail(flora))
    people.give_email(flora, "changed-since@example.com")
    assert worker.deliver(wish) == 0
    assert people.email_of(flora) == "changed-since@example.com"
    assert told(aws_server)[-1].new_email == ""


def test_an_address_that_cognito_refuses_is_given_up_without_ado(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer, log_records: LogRecords
) -> None:
    people.sign_up("felix@example.com", "Felix")
    assert worker.deliver(wants(flora, "felix@example.com")) == 0
    (profile,) = told(aws_server)
    assert (profile.email, profile.new_email) == (FLORAS_EMAIL, "")
    (warning,) = [r for r in log_records() if r["level"] == "WARNING"]
    assert warning["code"] == "AliasExistsException"
    assert "felix@example.com" not in str(log_records())


# ---- days of the year --------------------------------------------------------------------------


@pytest.fixture
def today(mongodb: Database[Document], people: People) -> Worker:
    """Profiles, a week before the birthday."""
    shop = dataclasses.replace(profiles.Dependencies.from_environment(), clock=lambda: NOW)
    return Worker(profiles.inbox.lambda_handler(lambda: shop))


@proves("U2")
def test_a_week_before_a_customers_day_they_are_reminded_of_it_and_nobody_else_is(
    today: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    felix = people.sign_up("felix@example.com", "Felix")
    other_day = Reminder(name="Another", month=12, day=1)
    today.deliver(
        replace(describe(flora, FLORAS_ADDRESS), reminders=(BIRTHDAY, other_day)),
        replace(describe(felix, FLORAS_ADDRESS), reminders=(other_day,)),
    )
    assert today.deliver(LookForReminders()) == 0
    assert aws_server.messages(NOTICES) == [ReminderDue(flora.id, BIRTHDAY, date(2026, 11, 30))]


def test_a_reminder_that_was_taken_back_is_not_sent(
    today: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    today.deliver(
        replace(describe(flora, FLORAS_ADDRESS), reminders=(BIRTHDAY,)),
        describe(flora, FLORAS_ADDRESS, minutes=1),
    )
    assert today.deliver(LookForReminders()) == 0
    assert aws_server.messages(NOTICES) == []


def test_when_many_are_to_be_reminded_it_is_done_page_by_page(
    today: Worker, people: People, aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handlers, "PAGE", 2)
    crowd = [people.sign_up(f"someone-{n}@example.com", f"Someone {n}") for n in range(5)]
    for person in crowd:
        today.deliver(replace(describe(person, FLORAS_ADDRESS), reminders=(BIRTHDAY,)))
    today.deliver(LookForReminders())
    reminded = aws_server.messages(NOTICES)
    pages = 1
    while following := aws_server.messages(PROFILES):
        assert today.deliver(*following) == 0
        reminded += aws_server.messages(NOTICES)
        pages += 1
    assert pages == 3
    assert sorted(m.customer for m in reminded if isinstance(m, ReminderDue)) == sorted(
        person.id for person in crowd
    )


# ---- to be forgotten ---------------------------------------------------------------------------


@proves("T39")
def test_of_a_customer_who_was_erased_nothing_personal_is_left(
    worker: Worker,
    flora: Customer,
    people: People,
    aws_server: AwsServer,
    mongodb: Database[Document],
) -> None:
    worker.deliver(replace(describe(flora, FLORAS_ADDRESS), **WHOLE), wants(flora, NEW_EMAIL))
    before = told(aws_server)[-1]
    assert worker.deliver(CustomerErased(flora), CustomerErased(flora)) == 0
    (document,) = mongodb["profiles"].find({})
    assert set(document) == {"_id", "version", "days", "value"}
    assert document["days"] == []
    kept = msgspec.convert(document["value"], CustomerRecord)
    assert kept.erased_at is not None
    empty = Profile(flora.id, version=before.version + 1)
    assert kept == CustomerRecord(
        flora.id, Profile(flora.id), empty.version, erased_at=kept.erased_at
    )
    assert told(aws_server) == [empty, empty]
    assert not people.knows(flora)


@proves("T46", "X22", "FM-K27-03:mitigation")
def test_no_late_message_brings_back_somebody_who_was_erased(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    assert worker.deliver(CustomerErased(flora)) == 0
    late = (
        RefreshProfile(flora),
        describe(flora, FLORAS_ADDRESS),
        wants(flora, NEW_EMAIL),
        ConfirmEmail(flora),
    )
    assert worker.deliver(*late) == 0
    assert {replace(profile, version=1) for profile in told(aws_server)} == {Profile(flora.id)}
    assert not people.knows(flora)


def test_a_profile_says_when_its_owner_was_refused_to_be_forgotten(
    worker: Worker, flora: Customer, aws_server: AwsServer
) -> None:
    earlier, later = NOW, NOW + timedelta(days=1)
    second = ErasureRefused(flora, later, ("b" * 26,))
    assert worker.deliver(second, ErasureRefused(flora, earlier, ("a" * 26,)), second) == 0
    shown = [profile.erasure_refused for profile in told(aws_server)]
    assert shown == [RefusedErasure(later, ("b" * 26,))] * 3


def test_who_is_gone_from_cognito_already_is_erased_all_the_same(
    worker: Worker, flora: Customer, people: People, aws_server: AwsServer
) -> None:
    worker.deliver(RefreshProfile(flora))
    people.forget(flora)
    assert worker.deliver(CustomerErased(flora)) == 0
    assert told(aws_server)[-1].email == ""


@proves("T21", "K27", "FM-K27-03:mitigation")
def test_profiles_alone_may_write_profiles(mongodb: Database[Document]) -> None:
    assert OWNERS["profiles"] is PROFILES
    for service in SERVICES:
        if service is not PROFILES:
            with pytest.raises(NotTheOwnerError):
                own(mongodb, "profiles", service)


@proves("T39")
def test_the_log_knows_nobodys_name_or_address(
    worker: Worker, flora: Customer, log_records: LogRecords
) -> None:
    worker.deliver(
        replace(describe(flora, FLORAS_ADDRESS), **WHOLE),
        wants(flora, NEW_EMAIL),
        ConfirmEmail(flora),
        CustomerErased(flora),
    )
    written = str(log_records())
    for secret in ("Flora A.", FLORAS_EMAIL, NEW_EMAIL, "Gartenweg", "Wiesenthal", "Ida"):
        assert secret not in written
