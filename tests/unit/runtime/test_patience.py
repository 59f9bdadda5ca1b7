"""A call that hangs ends while its function still has time to say so."""

import pytest

from services.manifest import MANIFEST, PAYMENT, SERVICES, Participant
from services.payment.dependencies import RESERVE_MILLISECONDS
from services.payment.gateways.provider import connection
from services.runtime import aws
from tests.claims import proves

PAUSES = 1.0
"""Seconds between the tries of one call, all together, at the most."""


@proves("T26", "T49", "FM-ORD-03:mitigation", "FM-FN-03:mitigation", "FM-NET-05:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_function_outlives_a_call_to_aws_that_hangs(service: Participant) -> None:
    longest = aws.PATIENCE_SECONDS + aws.CONNECT_SECONDS + aws.READ_SECONDS
    assert longest + aws.FIRST_PAUSE_SECONDS * 2**aws.ATTEMPTS < MANIFEST[service].timeout


@proves("FM-PAY-03:mitigation")
def test_payment_begins_nothing_that_it_would_be_cut_off_from() -> None:
    once = connection.CONNECT_SECONDS + connection.READ_SECONDS
    longest = once * (1 + connection.NETWORK_RETRIES) + PAUSES
    assert connection.READ_SECONDS >= 10, "a card's bank may take that long"
    assert longest * 1000 < RESERVE_MILLISECONDS <= MANIFEST[PAYMENT].timeout * 1000 / 2
