"""What each service is: a row each. Stacks, tests, docs and Makefile derive their facts from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Participant(StrEnum):
    """A sender or receiver of messages."""

    PROXY = "proxy"
    ORDER = "order"
    INVENTORY = "inventory"
    PAYMENT = "payment"
    INVOICING = "invoicing"
    PROFILES = "profiles"
    NOTICES = "notices"
    AGGREGATOR = "aggregator"
    CLOCK = "clock"
    """A schedule: sends, never receives, runs no code."""
    OPERATOR = "operator"
    """A person with AWS credentials, such as the one who seeds the catalogue."""


PROXY = Participant.PROXY
ORDER = Participant.ORDER
INVENTORY = Participant.INVENTORY
PAYMENT = Participant.PAYMENT
INVOICING = Participant.INVOICING
PROFILES = Participant.PROFILES
NOTICES = Participant.NOTICES
AGGREGATOR = Participant.AGGREGATOR
CLOCK = Participant.CLOCK
OPERATOR = Participant.OPERATOR

CACHED = frozenset({"views"})
"""The collections in the data cache; all others are in the database."""


class Tier(StrEnum):
    """When somebody looks at an alarm: at once, or in the morning."""

    PAGE = "page"
    TICKET = "ticket"


@dataclass(frozen=True, kw_only=True)
class Service:
    """One function: what it keeps, how large it is, what it may reach."""

    task: str
    """What it is for, in a few words."""
    owns: tuple[str, ...] = ()
    """The collections that it alone writes (T21, T22)."""
    reads: tuple[str, ...] = ()
    """The collections of other services that it reads."""
    timeout: int = 10
    """Seconds."""
    memory: int = 512
    """Megabytes."""
    concurrency: int = 2
    """How many instances may run at once."""
    batch: int = 10
    """Messages that one invocation handles at most."""
    needs_internet: bool = False
    """Cognito's keys and its user directory, SES and the payment provider are outside the VPC."""
    tier: Tier = Tier.PAGE
    """Who is told of an inbox whose messages fail or wait."""
    user_pool_actions: tuple[str, ...] = ()
    """What it may do in Cognito's user pool."""

    @property
    def uses_database(self) -> bool:
        """Whether one of its collections is in the database."""
        return not CACHED.issuperset(self.owns + self.reads)

    @property
    def uses_cache(self) -> bool:
        """Whether one of its collections is in the data cache."""
        return not CACHED.isdisjoint(self.owns + self.reads)


MANIFEST: Mapping[Participant, Service] = {
    PROXY: Service(
        task="admits callers, reads views, turns requests into messages",
        reads=("views",),
        memory=1024,
        concurrency=20,
        needs_internet=True,
    ),
    ORDER: Service(
        task="orders, enquiries and quotes",
        owns=("orders", "enquiries", "erased", "order_requests"),
        reads=("items", "profiles"),
        concurrency=5,
    ),
    INVENTORY: Service(
        task="catalogue, stems and delivery days",
        owns=(
            "items",
            "supplies",
            "days",
            "reservations",
            "zones",
            "stock_audit_log",
            "stock_requests",
        ),
        concurrency=5,
    ),
    PAYMENT: Service(
        task="authorises, captures and refunds payments",
        owns=("payments", "wallets"),
        reads=("orders",),
        timeout=60,
        concurrency=3,
        # A call to the provider takes 23 seconds at the most: with more messages than one, the last
        # ones would be given back untried, and that counts as a try.
        batch=1,
        needs_internet=True,
    ),
    INVOICING: Service(
        task="numbers and renders invoices", owns=("invoices",), timeout=20, memory=1024
    ),
    PROFILES: Service(
        task="customers' profiles",
        owns=("profiles",),
        needs_internet=True,
        user_pool_actions=("AdminGetUser", "AdminUpdateUserAttributes", "AdminDeleteUser"),
    ),
    # No order waits for a notice.
    NOTICES: Service(
        task="e-mails to customers",
        owns=("notices",),
        needs_internet=True,
        tier=Tier.TICKET,
        user_pool_actions=("AdminGetUser",),
    ),
    AGGREGATOR: Service(
        task="writes the views that the proxy reads", owns=("views",), concurrency=5
    ),
}
"""The services. Concurrency x pool stays below what a cluster serves (stacks/config.py)."""

SERVICES = tuple(MANIFEST)
"""The participants that run as functions of ours."""
USES_DATABASE = frozenset(name for name, each in MANIFEST.items() if each.uses_database)
USES_CACHE = frozenset(name for name, each in MANIFEST.items() if each.uses_cache)
OWNERS: Mapping[str, Participant] = {
    collection: name for name, each in MANIFEST.items() for collection in each.owns
}
"""Who alone writes each collection."""
