"""The code and the last release read what the other has written: messages and documents.

While functions are replaced, and after a release was taken back, old code reads what new code has
written; what waited in a queue, or is in the database, is read by newer code. `released.json` says
what they were at its `revision`; `python -m docs.tool release` writes it for each new version.
"""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema_rs
import msgspec
import pytest
from msgspec import Struct

from docs.tool.release import DOCUMENTS, FILE
from docs.tool.samples import samples
from services.contracts.message import Message
from services.contracts.reading import read_value
from services.contracts.topology import MESSAGES
from services.runtime.envelope import Envelope, UnreadableMessageError, open_envelope, read, seal
from stacks.config import VERSION
from tests.lambdas import TRACE

SERVICES = Path(__file__).parents[2] / "services"
RELEASED: dict[str, Any] = json.loads(FILE.read_text())
KINDS: dict[str, type[Struct]] = {**MESSAGES, **DOCUMENTS}
MANY = 30
"""More than any list of choices is long, so that each choice is written at least once."""
IN_BOTH = sorted({*RELEASED["messages"], *RELEASED["documents"]} & set(KINDS))
INCOMPATIBLE: dict[str, str] = {}
"""What the last release cannot read as it is written now, by name, each with what the release does
about it: such as that its sender is switched on after all functions were replaced."""
STORED = re.compile(
    r"(?:msgspec\.convert|read_value)\(.*, (?:tuple\[|dict\[str, )?([A-Z]\w+)|Repository\[(\w+)\]\)"
)


KEYS = {"", "a", "a-b", "AB", "DE", "A1"}
"""Keys of dictionaries in samples: those have no fields of ours."""


def an_envelope(message: type[Message], data: bytes, **changed: Any) -> Envelope:
    """A message of this type as a queue holds it, with other content."""
    example = msgspec.json.decode(samples(message, 1)[0], type=message)
    envelope = open_envelope(seal(example, TRACE))
    return msgspec.structs.replace(envelope, data=msgspec.Raw(data), **changed)


def refusals_of_the_release(name: str, data: Any) -> list[str]:
    """Why the last release could not read this content."""
    schema = {
        "$ref": f"#/components/schemas/{name}",
        "components": {"schemas": RELEASED["schemas"]},
    }
    validator = jsonschema_rs.Draft202012Validator(schema)
    return [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(data)]


def choices(schema: Any) -> set[str]:
    """Every word that is one of a list of choices."""
    if isinstance(schema, dict):
        inside = set().union(*(choices(each) for each in schema.values()))
        return inside | {each for each in schema.get("enum", ()) if isinstance(each, str)}
    return set().union(*map(choices, schema)) if isinstance(schema, list) else set()


@pytest.mark.parametrize("name", RELEASED["messages"])
def test_a_message_that_the_last_release_sent_is_read(name: str) -> None:
    assert name in MESSAGES, "one that waits in a queue would be a dead letter"
    for written in RELEASED["messages"][name]:
        message = read(an_envelope(MESSAGES[name], json.dumps(written).encode()))
        assert type(message).__name__ == name


@pytest.mark.parametrize("name", RELEASED["documents"])
def test_a_document_that_the_last_release_stored_is_read(name: str) -> None:
    assert name in DOCUMENTS, "what is in the database stays there"
    for written in RELEASED["documents"][name]:
        assert msgspec.json.decode(json.dumps(written), type=DOCUMENTS[name])


@pytest.mark.parametrize("name", IN_BOTH)
def test_the_last_release_reads_what_is_written_now(name: str) -> None:
    for written in samples(KINDS[name], MANY):
        found = refusals_of_the_release(name, json.loads(written))
        if name not in INCOMPATIBLE:
            assert found == [], "one release has to read it before another one writes it"


@pytest.mark.parametrize("name", IN_BOTH)
def test_every_choice_of_the_last_release_is_one_still(name: str) -> None:
    _, now = msgspec.json.schema_components((KINDS[name],))
    for part in set(now) & set(RELEASED["schemas"]):
        assert choices(RELEASED["schemas"][part]) <= choices(now[part])


@pytest.mark.parametrize("name", RELEASED["receivers"])
def test_who_received_a_message_receives_it_still(name: str) -> None:
    assert set(RELEASED["receivers"][name]) <= set(MESSAGES[name].to)


def test_what_is_said_to_be_incompatible_is_so() -> None:
    for name in INCOMPATIBLE:
        written = [json.loads(each) for each in samples(KINDS[name], MANY)]
        assert any(refusals_of_the_release(name, each) for each in written)


def of_a_later_release(content: Any) -> Any:
    """The content with a field more in each object that has fields of ours."""
    if isinstance(content, list):
        return [of_a_later_release(each) for each in content]
    if not isinstance(content, dict):
        return content
    inside = {name: of_a_later_release(each) for name, each in content.items()}
    is_ours = inside and not inside.keys() & KEYS
    return {**inside, "of_a_later_release": {"a": [1]}} if is_ours else inside


@pytest.mark.parametrize("name", MESSAGES)
def test_fields_that_a_later_release_adds_to_a_message_are_passed_over(name: str) -> None:
    for written in samples(MESSAGES[name], MANY):
        later = msgspec.json.encode(of_a_later_release(json.loads(written)))
        known = read(an_envelope(MESSAGES[name], written))
        assert read(an_envelope(MESSAGES[name], later)) == known


@pytest.mark.parametrize("name", DOCUMENTS)
def test_fields_that_a_later_release_adds_to_a_document_are_passed_over(name: str) -> None:
    for written in samples(DOCUMENTS[name], MANY):
        content = json.loads(written)
        known = msgspec.convert(content, DOCUMENTS[name])
        assert read_value(of_a_later_release(content), DOCUMENTS[name]) == known


def test_a_message_that_only_a_later_release_knows_is_unreadable_and_so_is_kept() -> None:
    any_type = next(iter(MESSAGES.values()))
    with pytest.raises(UnreadableMessageError, match="no message is called 'OfALaterRelease'"):
        read(an_envelope(any_type, b"{}", type="OfALaterRelease"))


def test_what_is_wrong_in_a_message_is_still_refused() -> None:
    name = "PlaceOrder"
    written = json.loads(samples(MESSAGES[name], 1)[0])
    wrong = {**of_a_later_release(written), "order_id": "too short"}
    with pytest.raises(UnreadableMessageError, match="order_id"):
        read(an_envelope(MESSAGES[name], msgspec.json.encode(wrong)))


def test_every_type_that_is_read_from_a_collection_is_kept_with_a_release() -> None:
    places = [*SERVICES.rglob("*repository*/**/*.py"), *SERVICES.rglob("repository.py")]
    texts = [path.read_text() for path in (*places, SERVICES / "proxy" / "cache.py")]
    found = {a or b for text in texts for a, b in STORED.findall(text)} - {"ValueT"}
    assert found == set(DOCUMENTS)


def test_the_release_that_is_kept_is_not_later_than_the_code() -> None:
    def numbers(version: str) -> list[int]:
        return [int(each) for each in version.split(".")]

    assert numbers(RELEASED["version"]) <= numbers(VERSION)


@pytest.mark.parametrize(
    "change",
    [
        {"required": ["order_id", "of_an_old_release"]},
        {"properties": {"order_id": {"type": "integer"}}},
        {"properties": {"order_id": {"enum": ["other"]}}},
    ],
    ids=["a field that is gone", "another type", "a choice that is new"],
)
def test_a_message_that_the_last_release_could_not_read_is_found(
    change: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = RELEASED["schemas"]["PlaceOrder"]
    monkeypatch.setitem(RELEASED["schemas"], "PlaceOrder", {**before, **change})
    written = json.loads(samples(MESSAGES["PlaceOrder"], 1)[0])
    assert refusals_of_the_release("PlaceOrder", written)
