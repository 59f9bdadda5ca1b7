"""The stages: every number that the stacks depend on, with its unit and its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from stacks.release import UNKNOWN, revision, version

if TYPE_CHECKING:  # so that the operators' tools can read this without starting the CDK
    from constructs import Construct

ROOT = Path(__file__).parents[1]
VERSION = version()
REGION = "eu-central-1"
"""Where production runs; CloudFront's certificate alone is in us-east-1 (T17)."""
LOCAL_REGION = "us-east-1"
LOCAL_ACCOUNT = "000000000000"
LOCAL_API_ID = "c0ffee10"
LOCAL_SITE = "crassula"
UNKNOWN_SITE = "https://crassula.example"
"""The address in the built pages (`frontend/site/_config.yml`), until it is known."""
WITH_ADDRESSES = (".html", ".json", ".txt", ".xml")
"""The endings of files that contain it."""
LOCAL_DATABASE = "mongodb://{service}:{service}@127.0.0.1:4601/"
"""Nobody but this machine reaches it: what the users keep apart are the services."""
LOCAL_PUBLISHABLE_KEY = "pk_test_crassula"
LOCAL_DOMAIN = "crassula.test"
"""The sender domain of the local store's e-mails; nothing leaves the machine."""

MAX_RECEIVE_COUNT = 5
"""Tries of a message before it goes to the dead-letter queue (T47)."""
DLQ_DAYS = 14
"""The longest that SQS keeps a message: operators can be away for a long weekend."""
VISIBILITY_FACTOR = 6
"""Visibility time-out over function time-out, as AWS asks for event source mappings (T49)."""
ACTIVE_CONNECTIONS = 173
"""The active connections of an instance with 4 GiB, such as our db.t4g.medium.

AWS gives the figure for 2 DCU of DocumentDB serverless, which are 4 GiB
(https://docs.aws.amazon.com/documentdb/latest/developerguide/docdb-serverless-instance-limits.html).
"""


@dataclass(frozen=True)
class LocalCloud:
    """The addresses of the local servers."""

    endpoint: str
    database_uri: str
    """`{service}` in it stands for the service: each has a user of its own."""
    cache_uri: str
    payment_url: str


@dataclass(frozen=True)
class Stage:
    """A deployment of the store. `local` is set only for the one on a developer's machine."""

    name: str
    bundles: str
    """`packaged` with locked dependencies, or `source` alone."""
    revision: str = UNKNOWN
    """The commit that is deployed; `/health` shows it."""
    local: LocalCloud | None = None
    domain: str = ""
    site_url: str = ""
    """Without a domain: CloudFront's address, known once the site was deployed."""
    hosted_zone_id: str = ""
    alarm_email: str = ""
    reply_to: str = ""
    """Where answers to e-mails go; without it to their sender."""
    publishable_key: str = ""
    """The payment provider's key for browsers, which is no secret."""
    shares_cluster: bool = False
    """One DocumentDB cluster for database and data cache: half the cost, one blast radius."""
    has_own_mail: bool = False
    """Cognito's codes come from the shop's address: SES has verified its domain."""
    owns_subdomains: bool = False
    """Browsers are told to use HTTPS for every subdomain of the domain too."""
    has_email_codes: bool = False
    """Customers sign in by a code from an e-mail; it needs a domain that SES has verified."""
    identity_providers: Mapping[str, str] = field(default_factory=dict)
    """`google` and `facebook`: the client id; the secret is in Secrets Manager."""

    @property
    def is_local(self) -> bool:
        """Whether this runs on the emulator."""
        return self.local is not None

    @property
    def prefix(self) -> str:
        """The beginning of every stack's name."""
        return f"Crassula-{self.name}"


def log_prefix(stage: Stage) -> str:
    """The prefix of the names of all log groups of the stage."""
    return f"/crassula/{stage.name}/"


class UnknownStageError(Exception):
    """The context names no stage, or leaves out what the stage needs."""


def stage_of(scope: "Construct") -> Stage:
    """The stage that the context asks for. Raises UnknownStageError."""
    context = scope.node.try_get_context

    def text(name: str) -> str:
        return str(context(name) or "")

    name = text("stage") or "prod"
    if name == "local":
        local = LocalCloud(
            endpoint=text("endpoint") or "http://localhost:4600",
            database_uri=text("database_uri") or LOCAL_DATABASE,
            cache_uri=text("cache_uri") or LOCAL_DATABASE,
            payment_url=text("payment_url") or "http://127.0.0.1:4602",
        )
        return Stage(
            "local",
            bundles="source",
            revision=revision(),
            local=local,
            publishable_key=LOCAL_PUBLISHABLE_KEY,
            has_email_codes=True,
        )
    if name == "prod":
        if bool(text("domain")) != bool(text("hosted_zone_id")):
            raise UnknownStageError("-c domain=... and -c hosted_zone_id=... go together")
        if text("own_mail") == "true" and not text("domain"):
            raise UnknownStageError("-c own_mail=true needs -c domain=..., which sends the e-mails")
        providers = {p: text(f"{p}_client_id") for p in ("google", "facebook")}
        return Stage(
            "prod",
            bundles=text("bundles") or "packaged",
            revision=revision(),
            domain=text("domain"),
            site_url=text("site_url").rstrip("/"),
            hosted_zone_id=text("hosted_zone_id"),
            alarm_email=text("alarm_email"),
            reply_to=text("reply_to"),
            publishable_key=text("publishable_key"),
            shares_cluster=text("shares_cluster") == "true",
            has_own_mail=bool(text("domain")) and "true" in (text("own_mail"), text("email_codes")),
            owns_subdomains=text("hsts_subdomains") == "true",
            has_email_codes=text("email_codes") == "true" and bool(text("domain")),
            identity_providers={p: client for p, client in providers.items() if client},
        )
    raise UnknownStageError(f"stage {name!r}: choose -c stage=local or -c stage=prod")
