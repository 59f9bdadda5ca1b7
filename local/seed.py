"""The initial data: a catalogue, zones, delivery days with stock, two people."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from deployment.catalogue import read_catalogue, read_zones
from services.contracts.inventory import Item, ItemKind, OpenDay, OpenDays, PutItems, PutZones
from services.contracts.message import Message

DAYS_AHEAD = 21
SUNDAY = 7
STEMS = 200
"""Of each stem and of each paper, on each day."""
ADDONS = 50
SUPPLY = {ItemKind.STEM: STEMS, ItemKind.WRAP: STEMS, ItemKind.ADDON: ADDONS}
PASSWORD = "Flowers-for-2-people!"  # noqa: S105
"""Of the two local people; it is valid only in the store on this machine."""


@dataclass(frozen=True)
class Person:
    """A person who can sign in to the local store."""

    email: str
    name: str
    groups: tuple[str, ...] = ()
    password: str = PASSWORD


CUSTOMER = Person("flora@crassula.test", "Flora Amaryllis")
FLORIST = Person("fleur@crassula.test", "Fleur Crassula", ("florists",))


def delivery_days(items: tuple[Item, ...], today: date) -> tuple[OpenDay, ...]:
    """The days from today on, each with its stock; Sundays are closed."""
    stock = {item.sku: SUPPLY[item.kind] for item in items if item.kind in SUPPLY}
    return tuple(
        OpenDay(day, stock, closed=day.isoweekday() == SUNDAY) for day in days_ahead(today)
    )


def days_ahead(today: date) -> list[date]:
    """Today and the days to come."""
    return [today + timedelta(days=ahead) for ahead in range(DAYS_AHEAD)]


def first_messages(today: date) -> tuple[Message, ...]:
    """The messages with catalogue, zones and delivery days; harmless to repeat."""
    items = read_catalogue()
    days = tuple(OpenDays((day,)) for day in delivery_days(items, today))
    return (PutItems(items), PutZones(read_zones()), *days)


def seed_people(cognito: Any, pool: str, people: tuple[Person, ...]) -> None:
    """Create the people; one who exists keeps their data and gets the password."""
    for person in people:
        attributes = {"email": person.email, "email_verified": "true", "name": person.name}
        with suppress(cognito.exceptions.UsernameExistsException):
            cognito.admin_create_user(
                UserPoolId=pool,
                Username=person.email,
                UserAttributes=[{"Name": n, "Value": v} for n, v in attributes.items()],
                MessageAction="SUPPRESS",
            )
        cognito.admin_set_user_password(
            UserPoolId=pool, Username=person.email, Password=person.password, Permanent=True
        )
        for group in person.groups:
            cognito.admin_add_user_to_group(UserPoolId=pool, Username=person.email, GroupName=group)


def seed_payment_key(secrets: Any, secret: str, api_key: str) -> None:
    """Store the simulator's key for payment; the secret that signs webhooks stays."""
    known = msgspec.json.decode(secrets.get_secret_value(SecretId=secret)["SecretString"])
    value = msgspec.json.encode({**known, "api_key": api_key}).decode()
    secrets.put_secret_value(SecretId=secret, SecretString=value)
