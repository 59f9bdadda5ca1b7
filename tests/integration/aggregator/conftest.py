"""Aggregator, and its views."""

from dataclasses import dataclass
from typing import Any

import pytest
from pymongo.database import Database

from services.aggregator import handler as aggregator
from services.contracts.message import Message
from services.runtime.mongo import Document
from tests.integration.conftest import Employ, Worker


@dataclass(frozen=True)
class Harness:
    """Delivers messages to aggregator, and reads the views."""

    worker: Worker
    mongodb: Database[Document]

    def deliver(self, *messages: Message) -> None:
        """Deliver messages, all of which aggregator consumes."""
        assert self.worker.deliver(*messages) == 0

    def shows(self, key: str) -> bool:
        """Whether there is such a view."""
        return self.mongodb["views"].find_one({"_id": key}) is not None

    def view(self, key: str) -> dict[str, Any]:
        """One view."""
        row = self.mongodb["views"].find_one({"_id": key})
        assert row is not None
        return row

    def contents(self) -> dict[str, Document]:
        """All views, but for when they were written."""
        moments = ("refreshed_at", "expires_at", "missing_since", "found_at")
        return {
            row["_id"]: {name: value for name, value in row.items() if name not in moments}
            for row in self.mongodb["views"].find()
        }

    def clear(self) -> None:
        """Expire everything."""
        self.mongodb["views"].delete_many({})


@pytest.fixture
def harness(employ: Employ, mongodb: Database[Document]) -> Harness:
    """Without any view."""
    return Harness(employ(aggregator), mongodb)
