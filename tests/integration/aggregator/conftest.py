"""Aggregator at work, and looks at its views."""

from dataclasses import dataclass
from typing import Any

import pytest
from pymongo.database import Database

from services.aggregator import handler as aggregator
from services.contracts.message import Message
from services.runtime.mongo import Document
from tests.integration.conftest import Employ, Worker


@dataclass(frozen=True)
class Window:
    """What readers see, and who puts it there."""

    worker: Worker
    mongodb: Database[Document]

    def hears(self, *messages: Message) -> None:
        """Hand aggregator messages, all of which it consumes."""
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
        """Everything has expired."""
        self.mongodb["views"].delete_many({})


@pytest.fixture
def window(employ: Employ, mongodb: Database[Document]) -> Window:
    """An empty one."""
    return Window(employ(aggregator), mongodb)
