"""Notices at work: a pool with people, a verified sender, a post that can fail."""

from collections.abc import Iterator

import pytest

from services.notices import handler as notices
from tests.aws import AwsServer
from tests.integration.conftest import Employ, Worker
from tests.integration.notices.ses import Ses, door_to
from tests.integration.people import People

SENDER = "flowers@crassula.test"
SITE = "https://flowers.example"


@pytest.fixture
def ses(aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ses]:
    """The post, where the shop's domain may send."""
    aws_server.client("sesv2").create_email_identity(EmailIdentity="crassula.test")
    with door_to(aws_server.endpoint) as ses:
        monkeypatch.setenv("AWS_ENDPOINT_URL", ses.endpoint)
        yield ses


@pytest.fixture
def worker(employ: Employ, people: People, ses: Ses, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Notices."""
    assert people.pool
    assert ses.endpoint
    monkeypatch.setenv("MAIL_FROM", SENDER)
    monkeypatch.setenv("SITE_URL", SITE)
    return employ(notices)
