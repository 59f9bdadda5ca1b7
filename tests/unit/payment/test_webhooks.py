"""Only what the provider has signed, and lately, is believed; a stranger changes nothing."""

import time
from datetime import UTC, datetime, timedelta
from typing import cast

import msgspec
import pytest
import stripe

from services.contracts.payments import ProviderEvent
from services.payment.gateways.provider.connection import Connection, Keys
from services.payment.gateways.provider.webhooks import Webhooks
from services.payment.ports import ForgedEventError

SECRET = "whsec_of_the_shop"
PAYLOAD = msgspec.json.encode({"type": "ping", "data": {"object": {}}}).decode()


class Secrets:
    """The connection, as far as webhooks use it; counts how often the secret is read."""

    def __init__(self) -> None:
        self.secret = SECRET
        self.reads = 0
        self._known: Keys | None = None

    def keys(self) -> Keys:
        if self._known is None:
            self.reads += 1
            self._known = Keys("sk_test", self.secret)
        return self._known

    def forget_keys(self) -> None:
        self._known = None


@pytest.fixture
def secrets() -> Secrets:
    return Secrets()


@pytest.fixture
def webhooks(secrets: Secrets) -> Webhooks:
    return Webhooks(cast("Connection", secrets))


def header(at: int, secret: str = SECRET) -> str:
    signature = stripe.WebhookSignature._compute_signature(f"{at}.{PAYLOAD}", secret)
    return f"t={at},v1={signature}"


def event(signature: str, received_at: datetime | None = None) -> ProviderEvent:
    return ProviderEvent(PAYLOAD, signature, received_at or datetime.now(UTC))


def test_what_the_provider_signs_now_is_read(webhooks: Webhooks) -> None:
    assert webhooks.read(event(header(int(time.time())))) is None


@pytest.mark.parametrize(
    "written_anew",
    [
        "{old},t={now}", "t={now},{old}", " {old}", "{old},v1=\u00fcml\u00e4ut", "{old},v1=00",
        "t={now},v1=", "t={now}", "",
    ],
)  # fmt: skip
@pytest.mark.finding("A10")
def test_a_recorded_event_is_not_believed_with_a_header_that_is_written_anew(
    webhooks: Webhooks, written_anew: str
) -> None:
    now = int(time.time())
    changed = written_anew.format(old=header(now - 86_400), now=now)
    with pytest.raises(ForgedEventError):
        webhooks.read(event(changed))


def test_of_two_times_in_a_header_a_stranger_chooses_none(webhooks: Webhooks) -> None:
    """The provider's library reads a time after a space; a second time must not count."""
    now = int(time.time())
    recorded = header(now - 86_400).replace("t=", "t= ", 1).replace(",v1", f",t={now},v1", 1)
    with pytest.raises(ForgedEventError):
        webhooks.read(event(recorded))


@pytest.mark.finding("A3")
def test_a_signature_of_other_letters_is_forged_and_breaks_nothing(webhooks: Webhooks) -> None:
    with pytest.raises(ForgedEventError):
        webhooks.read(event(f"t={int(time.time())},v1=\u00fcml\u00e4ut"))


@pytest.mark.finding("A12")
def test_forged_events_let_the_secret_be_read_once_a_minute(
    webhooks: Webhooks, secrets: Secrets
) -> None:
    now = datetime.now(UTC)
    for second in range(50):
        with pytest.raises(ForgedEventError):
            webhooks.read(event(header(int(time.time()), "guessed"), now + timedelta(0, second)))
    assert secrets.reads == 2


def test_a_secret_that_was_rolled_is_read_anew(webhooks: Webhooks, secrets: Secrets) -> None:
    webhooks.read(event(header(int(time.time()))))
    secrets.secret = "whsec_rolled"
    assert webhooks.read(event(header(int(time.time()), "whsec_rolled"))) is None
    assert secrets.reads == 2
