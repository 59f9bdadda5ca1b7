"""The table of messages is the topology of the store."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from msgspec import inspect

from services.contracts.message import Command, Event, Message
from services.contracts.order_messages import (
    CustomerErased,
    LookForOverdue,
    OrderPlaced,
    OrdersListed,
)
from services.contracts.payments import AuthorisePayment, CardsChanged, ClientSecretIssued
from services.contracts.topology import MESSAGES, received_by, receivers_of, sent_by
from services.manifest import (
    AGGREGATOR,
    CLOCK,
    INVENTORY,
    NOTICES,
    OPERATOR,
    PAYMENT,
    PROFILES,
    PROXY,
    SERVICES,
)
from tests.claims import proves


def test_every_message_has_a_sender_and_at_least_one_receiver_that_is_a_service() -> None:
    for message in MESSAGES.values():
        assert message.sender in (*SERVICES, CLOCK, OPERATOR)
        assert message.to
        assert set(message.to) <= set(SERVICES)


def test_a_command_has_exactly_one_receiver() -> None:
    commands = [m for m in MESSAGES.values() if issubclass(m, Command)]
    assert commands
    assert all(len(command.to) == 1 for command in commands)


def test_only_services_announce_events_and_nobody_announces_to_themselves() -> None:
    events = [m for m in MESSAGES.values() if issubclass(m, Event)]
    assert events
    assert all(event.sender in SERVICES and event.sender not in event.to for event in events)


@proves("T19")
def test_the_proxy_receives_nothing_and_asks_inventory_only_for_staff_and_views() -> None:
    assert received_by(PROXY) == ()
    asked = {m.__name__ for m in sent_by(PROXY) if INVENTORY in m.to}
    by_staff = {"AdjustStock", "CountStock", "SetDeliveryDay", "OpenDeliveryDays"}
    assert asked == by_staff | {"RefreshCatalogue", "RefreshAuditLog", "RefreshStock"}


def test_an_order_placed_is_announced_to_all_who_have_work_to_do() -> None:
    assert set(OrderPlaced.to) == {INVENTORY, PAYMENT, NOTICES, AGGREGATOR}
    assert LookForOverdue in sent_by(CLOCK)
    assert receivers_of((OrderPlaced,)) == tuple(sorted(OrderPlaced.to))


def test_whoever_keeps_something_of_a_person_is_told_when_they_are_erased() -> None:
    assert set(CustomerErased.to) == {PROFILES, PAYMENT}


def test_a_card_number_cannot_travel_where_the_providers_token_belongs() -> None:
    body = b'{"order_id":"' + b"a" * 26 + b'","customer":"c","attempt":"1","payment_method":"%s"}'
    with pytest.raises(msgspec.ValidationError, match="payment_method"):
        msgspec.json.decode(body % b"4242424242424242", type=AuthorisePayment)
    assert msgspec.json.decode(body % b"pm_card_visa", type=AuthorisePayment)


def fields(shape: Any) -> Iterator[str]:
    """The names of the fields of a type, and of every type in it."""
    if isinstance(shape, inspect.StructType):
        for field in shape.fields:
            yield field.name
            yield from fields(field.type)
    for name in ("types", "item_types"):
        for inner in getattr(shape, name, ()):
            yield from fields(inner)
    for name in ("item_type", "key_type", "value_type", "type"):
        if isinstance(inner := getattr(shape, name, None), inspect.Type):
            yield from fields(inner)


@pytest.mark.parametrize("message", MESSAGES.values(), ids=lambda m: m.__name__)
def test_what_a_browser_answers_its_bank_with_goes_to_the_views_alone(
    message: type[Message],
) -> None:
    if "client_secret" in fields(inspect.type_info(message)):
        assert set(message.to) == {AGGREGATOR}


def test_the_fields_of_a_message_are_found_however_deep_they_are() -> None:
    assert "client_secret" in fields(inspect.type_info(ClientSecretIssued))
    assert "client_secret" in fields(inspect.type_info(CardsChanged))
    assert "postcode" in fields(inspect.type_info(OrdersListed))
    assert "due_on" in fields(inspect.type_info(OrderPlaced))
