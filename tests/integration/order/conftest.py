"""A harness for each test."""

import pytest
from pymongo.database import Database

from services.inventory.repository.catalogue import Catalogue
from services.order import handler as order
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Worker
from tests.integration.order.harness import Clock, OrderHarness, compose
from tests.shop import CATALOGUE


@pytest.fixture
def harness(mongodb: Database[Document], aws_server: AwsServer) -> OrderHarness:
    """Compose order on the day before TOMORROW, with roses in the catalogue."""
    Catalogue(mongodb).put(CATALOGUE)
    clock = Clock()
    worker = Worker(order.inbox.lambda_handler(lambda: compose(mongodb, clock)))
    return OrderHarness(worker, aws_server, mongodb, clock)
