"""A desk for each test."""

import pytest
from pymongo.database import Database

from services.inventory.repository.catalogue import Catalogue
from services.order import handler as order
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.conftest import Worker
from tests.integration.order.desk import Clock, Desk, compose
from tests.shop import CATALOGUE


@pytest.fixture
def desk(mongodb: Database[Document], aws_server: AwsServer) -> Desk:
    """Order on the day before TOMORROW, in a shop that sells roses."""
    Catalogue(mongodb).put(CATALOGUE)
    clock = Clock()
    worker = Worker(order.inbox.lambda_handler(lambda: compose(mongodb, clock)))
    return Desk(worker, aws_server, mongodb, clock)
