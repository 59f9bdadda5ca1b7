"""The embedded database refuses what DocumentDB might do differently: nobody shall rely on it."""

import os

import pytest
from pymongo.database import Database
from pymongo.errors import OperationFailure

from services.runtime.mongo import Document
from tests.needs import EMBEDDED_DATABASE

# Only the embedded database has these limits.
pytestmark = [EMBEDDED_DATABASE.mark()] if os.environ.get("MONGODB_URI") else []


@pytest.mark.parametrize(
    "update", [{"$push": {"a": 1}}, {"$addToSet": {"a": 1}}, {"$rename": {"a": "b"}}]
)
def test_an_update_operator_that_no_service_uses_is_refused(
    mongodb: Database[Document], update: Document
) -> None:
    with pytest.raises(OperationFailure, match=r"services/runtime/mongo\.py"):
        mongodb["rows"].update_one({"_id": 1}, update, upsert=True)
    assert mongodb["rows"].find_one({}) is None


@pytest.mark.parametrize("query", [{"a": {"$regex": "^x"}}, {"$where": "1"}, {"a": {"$ne": 1}}])
def test_a_query_operator_that_no_service_uses_is_refused(
    mongodb: Database[Document], query: Document
) -> None:
    with pytest.raises(OperationFailure, match=r"services/runtime/mongo\.py"):
        mongodb["rows"].find_one(query)


def test_a_command_that_no_service_uses_is_refused(mongodb: Database[Document]) -> None:
    with pytest.raises(OperationFailure, match=r"services/runtime/mongo\.py"):
        mongodb["rows"].aggregate([{"$match": {}}])
