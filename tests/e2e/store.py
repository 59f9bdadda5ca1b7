"""A deployed store under test: requests of customers, and access to its internals."""

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from deployment.paths import Paths, Ports
from local import mail, sample_requests, seed
from local.bus import publish
from local.cardholder import Cardholder
from local.cloud import LocalCloud
from local.emulator.functions import FunctionProcess, function_processes
from local.payments.__main__ import SECRET_KEY
from local.seed import Person
from local.shopper import Answer, NotYetError, Shopper, wait_for
from operations.redrive import RECEIVERS, DeadLetters
from services.contracts.message import Message
from tests.database import free_port
from tests.payments import Provider

FELIX = Person("felix@crassula.test", "Felix Farn")
VISA = "pm_card_visa"
ROSE = {"rose-red": 1, "fern": 2}
"""The smallest bouquet of a customer's own."""


class Store:
    """The store and its servers, which a test may kill and start."""

    def __init__(self, cloud: LocalCloud) -> None:
        self.cloud = cloud
        self.outputs = cloud.outputs()

    # ---- shopping ----------------------------------------------------------------------------

    @cached_property
    def items(self) -> dict[str, Any]:
        """The catalogue by SKU."""
        catalogue = Shopper(self.outputs["ApiUrl"]).get("/catalogue").body
        return {item["sku"]: item for item in catalogue["items"]}

    def days(self) -> list[Any]:
        """The delivery days that can be chosen, at our recipient's address."""
        days = Shopper(self.outputs["ApiUrl"]).get(sample_requests.DELIVERY_DAYS).body["days"]
        return [day for day in days if day["open"]]

    def day(self, at: int) -> str:
        """One of the days: each test takes its own, so that nobody buys another's flowers.

        The first three are near enough for money to be held; it is taken at once for later ones.
        """
        return self._calendar[at]

    @cached_property
    def _calendar(self) -> list[str]:
        """Without the first, which orders may be closed for while the tests run."""
        return [str(day["day"]) for day in self.days()[1:]]

    def stock(self, sku: str, day: str) -> int:
        """How many are free, as the API shows it."""
        (found,) = [each for each in self.days() if each["day"] == day]
        return int(found["stock"][sku])

    def request(self, day: str, quantities: dict[str, int] = ROSE) -> dict[str, Any]:
        """A body for POST /orders."""
        return sample_requests.order(self.items, day, quantities)

    def price(self, quantities: dict[str, int] = ROSE) -> int:
        """What that costs, in minor units."""
        return int(self.request("", quantities)["expected_total"])

    def order(self, shopper: Shopper, day: str, quantities: dict[str, int] = ROSE) -> str:
        """Order flowers; return the order's id."""
        accepted = shopper.ask("POST", "/orders", self.request(day, quantities))
        assert accepted.status == 202, accepted.content
        return str(accepted.body["order_id"])

    def buy(
        self, shopper: Shopper, day: str, quantities: dict[str, int] = ROSE, card: str = VISA
    ) -> Any:
        """Order flowers and pay for them; return the order once it is invoiced."""
        order_id = shopper.place(self.request(day, quantities))
        shopper.pay(order_id, card)
        return shopper.wait_for_order(order_id, lambda o: o["invoice"], "has an invoice")

    def welcome(self, person: Person) -> Shopper:
        """Create a person and sign them in."""
        seed.seed_people(self.client("cognito-idp"), self.outputs["UserPoolId"], (person,))
        return Shopper.signed_in(self.outputs, person)

    # ---- internals -----------------------------------------------------------------------------

    def client(self, service: Any) -> Any:
        """A boto3 client of the local cloud."""
        return self.cloud.client(service)

    def functions(self) -> list[FunctionProcess]:
        """The function processes that run now."""
        return function_processes(self.cloud.paths.emulator, self.cloud.emulator.pid)

    @property
    def provider(self) -> Provider:
        """The payment provider, with its faults at hand."""
        return Provider(self.cloud.provider, SECRET_KEY, self.cloud.payments)

    @property
    def cardholder(self) -> Cardholder:
        """A customer's browser at the provider."""
        return Cardholder(self.cloud.provider)

    def intents(self) -> list[dict[str, Any]]:
        """Every payment intent at the provider."""
        return self.provider.intents()

    def intents_of(self, order_id: str) -> list[dict[str, Any]]:
        """The payment intents of an order, newest first."""
        return [i for i in self.intents() if i["metadata"].get("order_id") == order_id]

    def publish(self, message: Message) -> str:
        """Publish a message as its sender would; return the correlation id."""
        correlation_id = f"test-{uuid.uuid4()}"
        publish(self.cloud.endpoint, self.outputs, [message], correlation_id)
        return correlation_id

    def letters(self, to: str) -> list[dict[str, Any]]:
        """The e-mails to an address, oldest first."""
        return [each for each in mail.read(self.cloud.endpoint) if each["To"] == [to]]

    def waiting(self) -> dict[str, int]:
        """How many messages are in the inboxes and the dead-letter queues, seen or in flight."""
        sqs = self.client("sqs")
        return {
            name: _messages(sqs, self.outputs[name])
            for service in RECEIVERS
            for name in (f"InboxUrl{service.title()}", f"DlqUrl{service.title()}")
        }

    def wait_until_quiet(self, seconds: float = 60) -> None:
        """Wait until every message is handled; fail at once when there is a dead letter."""

        def is_quiet(counts: dict[str, int]) -> bool:
            dead = self.dead_letters() if _has_dead_letters(counts) else []
            assert not dead, f"dead letters: {dead}"
            return not any(counts.values())

        wait_for(self.waiting, is_quiet, "the queues", seconds)

    def redrive_until_quiet(self, seconds: float) -> None:
        """As an operator after an outage (runbook provider.md): send dead letters again."""

        def is_quiet(counts: dict[str, int]) -> bool:
            for queue in self._dead_letter_queues() if _has_dead_letters(counts) else ():
                for dead_letter in queue.peek():
                    queue.send_again(dead_letter)
            return not any(counts.values())

        try:
            wait_for(self.waiting, is_quiet, "the queues", seconds)
        except NotYetError as error:
            raise NotYetError(f"{error}; the last failures: {self._last_failures()}") from error

    def _last_failures(self) -> list[str]:
        failed = self.records("message failed")[-3:]
        return [f"{r['message_type']} {r['exception'].splitlines()[-1]}" for r in failed]

    def dead_letters(self) -> list[str]:
        """The types of the messages that no service could handle; they stay where they are."""
        found = []
        for queue in self._dead_letter_queues():
            for dead_letter in queue.peek():
                found.append(f"{dead_letter.type} {dead_letter.order_id}")
                queue.put_back(dead_letter)
        return found

    def _dead_letter_queues(self) -> list[DeadLetters]:
        return [DeadLetters(self.client("sqs"), self.outputs, each) for each in RECEIVERS]

    def records(self, containing: str) -> list[dict[str, Any]]:
        """The services' log records that contain this text."""
        lines = [line for line in self.log_lines() if containing in line]
        return [record for line in lines if "message" in (record := json.loads(line))]

    def log_lines(self) -> list[str]:
        """All log lines of services and API Gateway."""
        logs = self.client("logs")
        pages = logs.get_paginator("filter_log_events")
        groups = logs.describe_log_groups(logGroupNamePrefix="/crassula/local/")["logGroups"]
        return [
            event["message"]
            for group in groups
            for page in pages.paginate(logGroupName=group["logGroupName"])
            for event in page["events"]
        ]


@contextmanager
def open_store(home: Path) -> Iterator[Store]:
    """Open a store in this folder: deployed, seeded, with permissions checked as on AWS."""
    paths = Paths(home)
    # Not the ports of `make run`, which may be started meanwhile.
    cloud = LocalCloud(paths, Ports(*(free_port() for _ in range(3))))
    try:
        cloud.start()
        cloud.deploy()
        cloud.seed(datetime.now(UTC))
        store = Store(cloud)
        store.wait_until_quiet()
        yield store
    finally:
        cloud.stop()


def pay(shopper: Shopper, order_id: str, card: str = VISA) -> Answer:
    """Pay with a card; return the API's first answer."""
    return shopper.ask("POST", f"/orders/{order_id}/payment", {"payment_method": card})


def is_settled(order: Any) -> bool:
    """Whether nothing more will happen to an order that was paid for."""
    return order["state"] == "cancelled" or bool(order["invoice"])


def _has_dead_letters(counts: dict[str, int]) -> bool:
    return any(count for name, count in counts.items() if name.startswith("Dlq"))


def _messages(sqs: Any, queue: str) -> int:
    attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    kinds = ("", "NotVisible", "Delayed")
    return sum(int(attributes[f"ApproximateNumberOfMessages{kind}"]) for kind in kinds)
