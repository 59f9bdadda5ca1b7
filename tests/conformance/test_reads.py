"""Reads as MongoDB documents them: what the services ask, and no more."""

from datetime import UTC, datetime, timedelta

import pytest
from pymongo import ASCENDING, DESCENDING
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError, OperationFailure

from services.runtime.mongo import Document

Rows = Collection[Document]
NOON = datetime(2027, 2, 14, 12, tzinfo=UTC)


@pytest.fixture
def rows(mongodb: Database[Document]) -> Rows:
    """Seven rows: a number each, one of two colours, an hour of the day."""
    colours = ("red", "white")
    mongodb["rows"].insert_many(
        {
            "_id": f"row:{at}", "n": at, "colour": colours[at % 2],
            "at": NOON + timedelta(hours=at), "inner": {"n": at}, "tags": ["all", f"t{at}"],
        }
        for at in range(7)
    )  # fmt: skip
    return mongodb["rows"]


def found(rows: Rows, query: Document) -> list[int]:
    return sorted(row["n"] for row in rows.find(query))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, [0, 1, 2, 3, 4, 5, 6]),
        ({"colour": "white"}, [1, 3, 5]),
        ({"n": {"$gt": 2, "$lte": 4}}, [3, 4]),
        ({"n": {"$gte": 5}}, [5, 6]),
        ({"n": {"$lt": 2}}, [0, 1]),
        ({"n": {"$in": [1, 5, 99]}}, [1, 5]),
        ({"n": {"$nin": [0, 1, 2, 3]}}, [4, 5, 6]),
        ({"n": {"$eq": 3}}, [3]),
        ({"_id": {"$in": ["row:1", "row:nobody"]}}, [1]),
        ({"_id": {"$gte": "row:5"}}, [5, 6]),
        ({"inner.n": 4}, [4]),
        ({"tags": "t2"}, [2]),
        ({"missing": {"$exists": False}, "n": {"$lt": 1}}, [0]),
        ({"inner.n": {"$exists": True}, "n": 6}, [6]),
        ({"at": {"$lt": NOON + timedelta(hours=2)}}, [0, 1]),
        ({"$or": [{"n": 0}, {"colour": "white", "n": {"$gt": 4}}]}, [0, 5]),
        ({"$and": [{"n": {"$gt": 1}}, {"colour": "red"}]}, [2, 4, 6]),
        ({"n": "3"}, []),
        ({"colour": None}, []),
        ({"missing": None, "n": 1}, [1]),
    ],
)
def test_a_query_finds_what_it_says(rows: Rows, query: Document, expected: list[int]) -> None:
    assert found(rows, query) == expected


def test_what_is_sorted_is_cut_after_it_was_sorted(rows: Rows) -> None:
    newest = rows.find({"colour": "red"}).sort("at", DESCENDING).limit(2)
    assert [row["n"] for row in newest] == [6, 4]
    by_two = rows.find({}).sort([("colour", ASCENDING), ("n", DESCENDING)]).limit(3)
    assert [row["n"] for row in by_two] == [6, 4, 2]
    assert rows.find_one({}, sort=[("n", DESCENDING)]) == rows.find_one({"n": 6})


def test_a_page_begins_after_the_key_that_the_last_one_ended_with(rows: Rows) -> None:
    moment = NOON + timedelta(hours=3)
    older = {"$or": [{"at": {"$lt": moment}}, {"at": moment, "_id": {"$lt": "row:3"}}]}
    page = rows.find(older).sort([("at", DESCENDING), ("_id", DESCENDING)]).limit(2)
    assert [row["n"] for row in page] == [2, 1]


def test_more_rows_than_a_first_batch_holds_all_come(mongodb: Database[Document]) -> None:
    mongodb["many"].insert_many({"_id": at} for at in range(450))
    assert [row["_id"] for row in mongodb["many"].find({}).sort("_id", 1)] == list(range(450))


def test_a_unique_index_refuses_a_second_row_whichever_way_it_comes(rows: Rows) -> None:
    rows.create_index([("n", ASCENDING)], name="n", unique=True)
    with pytest.raises(DuplicateKeyError):
        rows.insert_one({"_id": "new", "n": 3})
    with pytest.raises(DuplicateKeyError):
        rows.update_one({"_id": "row:1"}, {"$set": {"n": 3}})
    with pytest.raises(DuplicateKeyError):
        rows.update_one({"_id": "other"}, {"$set": {"n": 3}}, upsert=True)
    assert found(rows, {}) == [0, 1, 2, 3, 4, 5, 6]


def test_an_index_can_be_made_again(rows: Rows) -> None:
    for _ in range(2):
        rows.create_index([("colour", ASCENDING), ("at", DESCENDING)], name="colour")
        rows.create_index([("at", ASCENDING)], name="expiry", expireAfterSeconds=0)
    assert set(rows.index_information()) == {"_id_", "colour", "expiry"}


def test_a_command_that_does_not_exist_is_refused_by_its_name(mongodb: Database[Document]) -> None:
    with pytest.raises(OperationFailure) as refused:
        mongodb.command("arrangeFlowers")
    assert refused.value.code == 59
    assert "arrangeFlowers" in str(refused.value)


def test_what_is_dropped_is_gone(mongodb: Database[Document], rows: Rows) -> None:
    rows.drop()
    assert rows.find_one({}) is None
    assert "rows" not in mongodb.list_collection_names()
