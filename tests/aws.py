"""AWS for tests of single handlers: moto's server on loopback, one real HTTP endpoint for all."""

import os
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from services.contracts.message import Message
from services.contracts.topology import received_by
from services.manifest import SERVICES, Participant
from services.runtime.aws import Aws
from services.runtime.bus import PREFIX, Queues
from services.runtime.envelope import Envelope, open_envelope, read

REGION = "eu-central-1"
INVOICE_BUCKET = "crassula-invoices"


@dataclass(frozen=True)
class AwsServer:
    """The server with the store's queues and invoice bucket in it."""

    endpoint: str
    inboxes: dict[Participant, str]

    def client(self, service: Any) -> Any:
        """A boto3 client, for the test's own looks and set-ups."""
        return boto3.client(service, endpoint_url=self.endpoint, region_name=REGION)

    def aws(self) -> Aws:
        """The store's own edge to AWS, as a function gets it."""
        return Aws.from_environment()

    def bus(self) -> Queues:
        """The store's bus over these queues."""
        return Queues.from_environment(self.aws())

    def envelopes(self, service: Participant) -> list[Envelope]:
        """Take everything out of an inbox."""
        sqs, url = self.client("sqs"), self.inboxes[service]
        taken: list[Envelope] = []
        while received := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages"):
            for message in received:
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
                taken.append(open_envelope(message["Body"]))
        return taken

    def messages(self, service: Participant) -> list[Message]:
        """Take everything out of an inbox, opened."""
        return [read(envelope) for envelope in self.envelopes(service)]

    def empty_bucket(self) -> None:
        """Forget every paper, as a new store has none: the bucket knows which numbers are taken."""
        s3 = self.client("s3")
        while papers := s3.list_objects_v2(Bucket=INVOICE_BUCKET).get("Contents"):
            for paper in papers:
                s3.delete_object(Bucket=INVOICE_BUCKET, Key=paper["Key"])

    def stop_queue(self, service: Participant) -> None:
        """Delete an inbox: whoever sends to it is refused."""
        self.client("sqs").delete_queue(QueueUrl=self.inboxes[service])


@pytest.fixture(scope="session")
def moto_endpoint() -> Iterator[str]:
    """The address of moto's server."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def aws_server(moto_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[AwsServer]:
    """Fresh queues and an empty invoice bucket, and the environment that leads to them."""
    for name in [n for n in os.environ if n.startswith(("AWS_", PREFIX))]:
        monkeypatch.delenv(name)
    environment = {
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": moto_endpoint,
        "INVOICE_BUCKET": INVOICE_BUCKET,
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    sqs = boto3.client("sqs", endpoint_url=moto_endpoint, region_name=REGION)
    s3 = boto3.client("s3", endpoint_url=moto_endpoint, region_name=REGION)
    inboxes = {}
    for service in SERVICES:
        if received_by(service):
            inboxes[service] = sqs.create_queue(QueueName=f"{service}-inbox")["QueueUrl"]
            monkeypatch.setenv(f"{PREFIX}{service.upper()}", inboxes[service])
    s3.create_bucket(
        Bucket=INVOICE_BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"}
    )
    yield AwsServer(moto_endpoint, inboxes)
    request = urllib.request.Request(f"{moto_endpoint}/moto-api/reset", method="POST")
    urllib.request.urlopen(request, timeout=5).close()
