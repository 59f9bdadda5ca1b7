"""A harness for each test."""

import json

import pytest
from pymongo.database import Database

from services.payment import handler as payment
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Worker
from tests.integration.payment.harness import WEBHOOK_SECRET, Clock, PaymentHarness, compose
from tests.payments import Provider


@pytest.fixture
def harness(
    mongodb: Database[Document],
    aws_server: AwsServer,
    provider: Provider,
    monkeypatch: pytest.MonkeyPatch,
) -> PaymentHarness:
    """Payment with the provider's keys in its secret, on the day before TOMORROW."""
    keys = {"api_key": provider.secret_key, "webhook_secret": WEBHOOK_SECRET}
    secret = aws_server.client("secretsmanager").create_secret(
        Name="provider", SecretString=json.dumps(keys)
    )
    monkeypatch.setenv("PAYMENT_SECRET", secret["ARN"])
    monkeypatch.setenv("PAYMENT_API_URL", provider.url)
    clock = Clock()
    worker = Worker(payment.inbox.lambda_handler(lambda: compose(mongodb, clock)))
    return PaymentHarness(worker, provider, aws_server, mongodb, clock)
