"""The bus's description is made from the messages, and messages are as it says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from docs.tool.asyncapi import document
from services.contracts.inventory import StockReserved
from services.contracts.invoices import Invoice, InvoiceIssued
from services.contracts.message import Message
from services.contracts.order_messages import OrderConfirmed
from services.contracts.payments import AuthorisePayment
from services.contracts.topology import MESSAGES
from services.runtime.envelope import Trace, seal
from tests.documents import ROOT
from tests.shop import FLORA, NOW, a_dozen_roses, an_order, catalogue

SCHEMA = ROOT / "requirements/node/node_modules/@asyncapi/specs/schemas/3.0.0.json"
ORDER = an_order()
SAMPLES = (
    a_dozen_roses(),
    AuthorisePayment(ORDER.id, FLORA.id, "pm_card_visa", "attempt-1"),
    catalogue(),
    OrderConfirmed(ORDER),
    StockReserved(ORDER.id, ()),
    InvoiceIssued(ORDER.id, FLORA.id, Invoice("2027-000001", "invoices/2027/1.pdf", NOW)),
)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    return document()


def test_it_is_valid_asyncapi(described: dict[str, Any]) -> None:
    assert SCHEMA.is_file(), "the schema comes with `make setup`"
    validator = jsonschema_rs.Draft7Validator(json.loads(SCHEMA.read_text()))
    assert [error.message for error in validator.iter_errors(described)] == []


def test_it_describes_every_message_from_its_sender_to_each_receiver(
    described: dict[str, Any],
) -> None:
    assert set(described["components"]["messages"]) == set(MESSAGES)
    sent = {
        (name, operation["tags"][0]["name"], receiver)
        for operation in described["operations"].values()
        if operation["action"] == "send"
        for receiver, name in named(operation)
    }
    assert sent == {
        (name, message.sender, receiver)
        for name, message in MESSAGES.items()
        for receiver in message.to
    }
    received = {
        (name, receiver)
        for operation in described["operations"].values()
        if operation["action"] == "receive"
        for receiver, name in named(operation)
    }
    assert received == {(name, receiver) for name, _, receiver in sent}


def named(operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Channel and name of each of an operation's messages."""
    for message in operation["messages"]:
        _, _, channel, _, name = message["$ref"].split("/")
        assert operation["channel"]["$ref"] == f"#/channels/{channel}"
        yield channel, name


@pytest.mark.parametrize("message", SAMPLES, ids=lambda message: type(message).__name__)
def test_a_message_on_the_bus_is_as_it_says(described: dict[str, Any], message: Message) -> None:
    sent = json.loads(seal(message, Trace.begin("c-1")))
    validator = payload_of(described, type(message).__name__)
    assert [error.message for error in validator.iter_errors(sent)] == []
    assert not validator.is_valid({**sent, "source": "crassula/clock"})
    assert not validator.is_valid({**sent, "data": {}})
    assert not validator.is_valid({k: v for k, v in sent.items() if k != "correlationid"})


def payload_of(described: dict[str, Any], name: str) -> jsonschema_rs.Draft7Validator:
    payload = {"$ref": f"#/components/messages/{name}/payload"}
    return jsonschema_rs.Draft7Validator({**payload, "components": described["components"]})


def test_no_function_carries_the_tool() -> None:
    for source in sorted((ROOT / "services").rglob("*.py")):
        assert "docs.tool" not in Path(source).read_text(), source
