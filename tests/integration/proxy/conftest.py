"""The proxy with a real data cache, real queues, and keys that are served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import monitoring
from pymongo.database import Database

from services.aggregator.handler import Dependencies as AggregatorShop
from services.aggregator.handler import inbox as aggregator
from services.contracts.inventory import CatalogueChanged, ZonesChanged
from services.contracts.message import Message
from services.payment.gateways.provider import SIGNATURE_HEADER
from services.proxy import handler as proxy
from services.proxy.dependencies import compose
from services.runtime import mongo
from services.runtime.mongo import Document
from tests.aws import AwsServer
from tests.integration.proxy.api import (
    CLIENT,
    CODE_CLIENT,
    ISSUER,
    Api,
    Keys,
    florists_token,
    token,
)
from tests.integration.proxy.asking import a_day
from tests.integration.proxy.description import check_described
from tests.lambdas import Invocation, sqs_event
from tests.shop import CATALOGUE, zones

Show = Callable[..., None]


@dataclass
class RoundTrips(monitoring.CommandListener):
    """Counts what the proxy asks of the data cache."""

    commands: list[str] = field(default_factory=list)

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        if event.command_name not in ("hello", "endSessions"):
            self.commands.append(event.command_name)

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Not counted again."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Not counted again."""


@dataclass
class Clock:
    """The time as the proxy has it: real, but moved on by a test."""

    ahead: timedelta = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


@pytest.fixture
def keys() -> Iterator[Keys]:
    """Cognito's keys."""
    with Keys().serving() as keys:
        yield keys


@pytest.fixture
def clock() -> Clock:
    """The time."""
    return Clock()


@pytest.fixture
def round_trips() -> RoundTrips:
    """What was asked of the data cache."""
    return RoundTrips()


@pytest.fixture
def api(
    mongodb: Database[Document],
    aws_server: AwsServer,
    keys: Keys,
    clock: Clock,
    round_trips: RoundTrips,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Api]:
    """The API, asked by nobody in particular; a cold start at its first request.

    Whatever it answers must be what its description says.
    """
    for name, value in {
        "TOKEN_ISSUER": ISSUER, "JWKS_URL": keys.url, "CLIENT_ID": CLIENT,
        "CODE_CLIENT_ID": CODE_CLIENT, "VERSION": "0.1.0", "REVISION": "0123456789",
        "WEBHOOK_SIGNATURE_HEADER": SIGNATURE_HEADER,
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    connect = mongo.connect

    def observed(uri: str, **options: Any) -> Any:
        return connect(uri, event_listeners=[round_trips], **options)

    monkeypatch.setattr(mongo, "connect", observed)

    monkeypatch.setattr(proxy, "proxy", proxy.Proxy(lambda: compose(clock)))
    api = Api(proxy.handler)
    yield api
    for method, path, answer in api.answers:
        check_described(method, path, answer)


@pytest.fixture
def flora(api: Api) -> Api:
    """A customer."""
    return api.as_(token("sub-flora"))


@pytest.fixture
def felix(api: Api) -> Api:
    """Another customer."""
    return api.as_(token("sub-felix"))


@pytest.fixture
def fleur(api: Api) -> Api:
    """A florist."""
    return api.as_(florists_token())


@pytest.fixture
def show(mongodb: Database[Document], aws_server: AwsServer, round_trips: RoundTrips) -> Show:
    """Let the aggregator show what was announced; its own round trips do not count."""
    shop = AggregatorShop.from_environment()

    def announce(*news: Message) -> None:
        for message in news:
            records = sqs_event(message)["Records"]
            assert aggregator.consume(records, shop, Invocation()) == {"batchItemFailures": []}
        round_trips.commands.clear()

    return announce


@pytest.fixture
def open_shop(show: Show) -> Show:
    """The catalogue, the zones and a day with one place are shown."""
    show(CatalogueChanged(CATALOGUE, 1), ZonesChanged(zones().zones, 1), a_day())
    return show
