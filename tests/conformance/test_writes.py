"""Writes as MongoDB documents them: the idioms by which the store keeps its promises.

These run against the embedded database, or whatever MONGODB_URI names.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pymongo import DeleteOne, InsertOne, ReturnDocument, UpdateOne
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError, DuplicateKeyError, OperationFailure

from services.runtime.mongo import Document

Rows = Collection[Document]
DUPLICATE_KEY = 11000


@pytest.fixture
def rows(mongodb: Database[Document]) -> Rows:
    """An empty collection."""
    return mongodb["rows"]


def one(rows: Rows) -> Document:
    found = rows.find_one({})
    assert found is not None
    return found


def at_once(threads: int, times: int, work: Callable[[int], Any]) -> list[Any]:
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, range(times)))


# ---- inserts -----------------------------------------------------------------------------------


def test_a_second_insert_of_a_key_is_refused_with_11000(rows: Rows) -> None:
    rows.insert_one({"_id": "a", "v": 1})
    with pytest.raises(DuplicateKeyError) as refused:
        rows.insert_one({"_id": "a", "v": 2})
    assert refused.value.code == DUPLICATE_KEY
    assert one(rows) == {"_id": "a", "v": 1}


def test_of_many_inserts_of_a_key_at_once_exactly_one_succeeds(rows: Rows) -> None:
    def insert(by: int) -> bool:
        try:
            rows.insert_one({"_id": "a", "by": by})
        except DuplicateKeyError:
            return False
        return True

    assert sum(at_once(8, 40, insert)) == 1


# ---- updates -----------------------------------------------------------------------------------


def test_an_upsert_makes_the_document_of_its_filter_and_its_operators(rows: Rows) -> None:
    update = {"$set": {"a": 1}, "$setOnInsert": {"b": 2}, "$inc": {"c": 3}}
    result = rows.update_one({"_id": "k", "d": 4, "e": {"$gt": 5}}, update, upsert=True)
    assert (result.matched_count, result.upserted_id) == (0, "k")
    assert one(rows) == {"_id": "k", "a": 1, "b": 2, "c": 3, "d": 4}


def test_an_upsert_of_what_is_there_sets_nothing_on_insert(rows: Rows) -> None:
    rows.insert_one({"_id": "k", "a": 1})
    result = rows.update_one(
        {"_id": "k"}, {"$set": {"a": 2}, "$setOnInsert": {"b": 2}}, upsert=True
    )
    assert (result.matched_count, result.upserted_id) == (1, None)
    assert one(rows) == {"_id": "k", "a": 2}


def test_an_upsert_whose_condition_fails_is_a_duplicate_key(rows: Rows) -> None:
    rows.insert_one({"_id": "k", "version": 5})
    with pytest.raises(DuplicateKeyError):
        rows.update_one({"_id": "k", "version": {"$lte": 4}}, {"$set": {"version": 4}}, upsert=True)
    assert one(rows) == {"_id": "k", "version": 5}


def test_of_many_upserts_of_a_key_at_once_none_is_lost(rows: Rows) -> None:
    def count(_: int) -> None:
        while True:
            try:
                rows.update_one({"_id": "k"}, {"$inc": {"n": 1}}, upsert=True)
            except DuplicateKeyError:
                continue
            return

    at_once(8, 80, count)
    assert one(rows)["n"] == 80


def test_a_guard_lets_exactly_as_many_through_as_there_are(rows: Rows) -> None:
    rows.insert_one({"_id": "roses", "free": 50})

    def take(_: int) -> int:
        taken = rows.update_one({"_id": "roses", "free": {"$gte": 1}}, {"$inc": {"free": -1}})
        return taken.matched_count

    assert sum(at_once(8, 120, take)) == 50
    assert one(rows)["free"] == 0


def test_a_mark_under_a_dotted_key_is_set_once_and_unset(rows: Rows) -> None:
    rows.insert_one({"_id": "roses", "free": 5, "held": {}})
    held = "held.order-1"
    take = {"$inc": {"free": -2, "version": 1}, "$set": {held: 2}}
    wanted = {"_id": "roses", "free": {"$gte": 2}, held: {"$exists": False}}
    assert [rows.update_one(wanted, take).matched_count for _ in range(2)] == [1, 0]
    assert one(rows) == {"_id": "roses", "free": 3, "held": {"order-1": 2}, "version": 1}
    give_back = {"$inc": {"free": 2}, "$unset": {held: ""}}
    there = {"_id": "roses", held: {"$exists": True}}
    assert [rows.update_one(there, give_back).matched_count for _ in range(2)] == [1, 0]
    assert one(rows) == {"_id": "roses", "free": 5, "held": {}, "version": 1}


def test_setting_makes_the_parents_of_a_dotted_key(rows: Rows) -> None:
    rows.update_one({"_id": "day"}, {"$set": {"levels.rose-red.free": 3}}, upsert=True)
    rows.update_one({"_id": "day"}, {"$set": {"levels.rose-red.version": 1}})
    assert one(rows)["levels"] == {"rose-red": {"free": 3, "version": 1}}


def test_a_document_is_replaced_only_at_the_version_that_was_read(rows: Rows) -> None:
    rows.insert_one({"_id": "k", "version": 1, "old": True})
    new = {"_id": "k", "version": 2}
    query = {"_id": "k", "version": 1}
    assert [rows.replace_one(query, new).matched_count for _ in range(2)] == [1, 0]
    assert one(rows) == new


def test_a_replacement_is_inserted_when_it_is_asked_to(rows: Rows) -> None:
    rows.replace_one({"_id": "k"}, {"a": 1}, upsert=True)
    rows.replace_one({"_id": "k"}, {"b": 2}, upsert=True)
    assert one(rows) == {"_id": "k", "b": 2}


def test_an_update_that_changes_nothing_still_matches(rows: Rows) -> None:
    rows.insert_one({"_id": "k", "a": 1})
    result = rows.update_one({"_id": "k"}, {"$set": {"a": 1}})
    assert (result.matched_count, result.modified_count) == (1, 0)


def test_counting_up_a_text_is_refused(rows: Rows) -> None:
    rows.insert_one({"_id": "k", "a": "text"})
    with pytest.raises(OperationFailure):
        rows.update_one({"_id": "k"}, {"$inc": {"a": 1}})
    assert one(rows) == {"_id": "k", "a": "text"}


def test_find_and_update_answers_before_or_after_and_can_insert(rows: Rows) -> None:
    fresh = {"$setOnInsert": {"version": 1}}
    made = rows.find_one_and_update(
        {"_id": "k"}, fresh, upsert=True, return_document=ReturnDocument.AFTER
    )
    again = rows.find_one_and_update(
        {"_id": "k"}, {"$setOnInsert": {"version": 9}}, upsert=True,
        return_document=ReturnDocument.AFTER,
    )  # fmt: skip
    assert made == again == {"_id": "k", "version": 1}
    before = rows.find_one_and_update({"_id": "k"}, {"$inc": {"version": 1}})
    assert before == {"_id": "k", "version": 1}
    assert rows.find_one_and_update({"_id": "nobody"}, {"$set": {"a": 1}}) is None


# ---- many at once ------------------------------------------------------------------------------


def test_an_unordered_bulk_does_all_that_can_be_done_and_names_the_rest(rows: Rows) -> None:
    rows.insert_one({"_id": "b", "version": 9})
    writes = [
        UpdateOne({"_id": key, "version": {"$lte": 1}}, {"$set": {"version": 1}}, upsert=True)
        for key in ("a", "b", "c")
    ]
    with pytest.raises(BulkWriteError) as partly:
        rows.bulk_write(writes, ordered=False)
    failures = partly.value.details["writeErrors"]
    assert [(f["index"], f["code"]) for f in failures] == [(1, DUPLICATE_KEY)]
    versions = {row["_id"]: row["version"] for row in rows.find({})}
    assert versions == {"a": 1, "b": 9, "c": 1}


def test_an_ordered_bulk_stops_at_the_first_failure(rows: Rows) -> None:
    writes: list[Any] = [InsertOne({"_id": 1}), InsertOne({"_id": 1}), InsertOne({"_id": 2})]
    with pytest.raises(BulkWriteError):
        rows.bulk_write(writes, ordered=True)
    assert [row["_id"] for row in rows.find({})] == [1]


def test_a_bulk_may_mix_what_it_does(rows: Rows) -> None:
    rows.insert_many([{"_id": 1}, {"_id": 2}])
    done = rows.bulk_write(
        [InsertOne({"_id": 3}), UpdateOne({"_id": 1}, {"$set": {"a": 1}}), DeleteOne({"_id": 2})]
    )
    assert (done.inserted_count, done.modified_count, done.deleted_count) == (1, 1, 1)


# ---- values ------------------------------------------------------------------------------------


def test_a_moment_is_kept_to_the_millisecond_in_utc(rows: Rows) -> None:
    in_berlin = datetime(2027, 2, 14, 8, 30, 0, 123_999, tzinfo=timezone(timedelta(hours=1)))
    rows.insert_one({"_id": "k", "at": in_berlin})
    assert one(rows)["at"] == datetime(2027, 2, 14, 7, 30, 0, 123_000, tzinfo=UTC)


def test_words_of_any_language_large_numbers_and_emptiness_come_back_as_they_were(
    rows: Rows,
) -> None:
    row = {
        "_id": "k", "text": "Žofie 山田 🌹", "large": 2**40, "none": None, "yes": True,
        "list": [1, {"a": []}], "deep": {"a": {"b": {"c": 1.5}}}, "bytes": b"\x00\xff",
    }  # fmt: skip
    rows.insert_one(row)
    assert one(rows) == row
