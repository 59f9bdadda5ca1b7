"""What a shop needs on its first morning: a catalogue, delivery days with stems, two people."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
from botocore.credentials import Credentials

from local.deploy import REGION
from local.places import ROOT
from services.shared.aws import Aws
from services.shared.bus import Queues
from services.shared.envelope import Trace
from services.shared.messages import OpenDays, PutItems
from services.shared.model import Item, ItemKind, OpenDay
from services.shared.participants import INVENTORY

CATALOGUE = ROOT / "frontend" / "site" / "_data" / "catalogue.json"
SHOP_TIME = ZoneInfo("Europe/Berlin")
CUTOFF = time(18, 0)
"""The shop takes orders for a day until this time of the day before, in its own time zone."""
DAYS_AHEAD = 28
PLACES = 40
STEMS = 200
"""Of each stem, on each day."""
ADDONS = 50
PASSWORD = "Flowers-for-2-people!"  # noqa: S105
"""Of the two local people. It opens nothing but the store on this machine."""


@dataclass(frozen=True)
class Person:
    """Somebody who can sign in to the local store."""

    email: str
    name: str
    groups: tuple[str, ...] = ()
    password: str = PASSWORD


CUSTOMER = Person("flora@crassula.test", "Flora Amaryllis")
FLORIST = Person("fleur@crassula.test", "Fleur Crassula", ("florists",))


def read_catalogue(path: Path = CATALOGUE) -> tuple[Item, ...]:
    """Everything that the shop sells. Raises msgspec.ValidationError naming the wrong field."""
    return msgspec.json.decode(path.read_bytes(), type=tuple[Item, ...])


def delivery_days(items: tuple[Item, ...], today: date) -> tuple[OpenDay, ...]:
    """The days from tomorrow on, but Sundays, each with its stock."""
    stock = {item.sku: _supply(item.kind) for item in items if item.kind is not ItemKind.BOUQUET}
    days = [today + timedelta(days=ahead) for ahead in range(1, DAYS_AHEAD + 1)]
    return tuple(
        OpenDay(day=day, cutoff=cutoff_of(day), places=PLACES, stock=stock)
        for day in days
        if day.isoweekday() != 7
    )


def cutoff_of(day: date) -> datetime:
    """Until when (UTC) orders for `day` are taken."""
    local = datetime.combine(day - timedelta(days=1), CUTOFF, tzinfo=SHOP_TIME)
    return local.astimezone(UTC)


def _supply(kind: ItemKind) -> int:
    return STEMS if kind is ItemKind.STEM else ADDONS


def seed_shop(endpoint: str, inventory_inbox: str, today: date) -> None:
    """Send the catalogue and the delivery days to inventory; harmless to repeat."""
    bus = Queues(Aws(REGION, Credentials("test", "test"), endpoint), {INVENTORY: inventory_inbox})
    items = read_catalogue()
    trace = Trace.begin("seed")
    bus.publish(PutItems(items), trace)
    for day in delivery_days(items, today):
        bus.publish(OpenDays((day,)), trace)


def seed_people(cognito: Any, pool: str, people: tuple[Person, ...]) -> None:
    """Make the people who can sign in; one who exists keeps their data and gets the password."""
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
    """Give the payment service the simulator's key."""
    value = {"api_key": api_key, "webhook_secret": "whsec_crassula"}
    secrets.put_secret_value(SecretId=secret, SecretString=msgspec.json.encode(value).decode())
