"""One function at work: its real handler, a database over the wire, real queues."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from pymongo.database import Database

from services.contracts.message import Message
from services.runtime.inbox import Inbox
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.lambdas import Invocation, sqs_event


@dataclass
class Worker:
    """A warm instance of a service's function."""

    handler: Any

    def deliver(self, *messages: Message) -> int:
        """Hand it a batch; answers how many of the messages were not consumed."""
        return len(self.handler(sqs_event(*messages), Invocation())["batchItemFailures"])


Employ = Callable[[Any], Worker]


@pytest.fixture
def employ(mongodb: Database[Document], aws_server: AwsServer) -> Employ:
    """Start an instance of a service, given the module of its handler."""

    def start(service: Any) -> Worker:
        inbox: Inbox[Any] = service.inbox
        return Worker(inbox.lambda_handler(service.Dependencies.from_environment))

    return start
