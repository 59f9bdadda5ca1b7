"""What the proxy is composed of, once per cold start."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from services.contracts.values import Value
from services.policy.unpaid import LIMITS, Limits
from services.proxy.cache import Cache
from services.proxy.refresh import RefreshRequests
from services.proxy.security import KeySet, Verifier
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.settings import optional, required


class Release(Value):
    """What is deployed: the version, and the commit that it was made from."""

    version: str
    revision: str


@dataclass(kw_only=True)
class Dependencies:
    """What the proxy is composed of.

    `signature_header` names the header that carries the payment provider's signature.
    """

    aws: Aws
    bus: Bus
    cache: Cache
    verifier: Verifier
    invoice_bucket: str
    signature_header: str
    release: Release
    clock: Callable[[], datetime] = utc_now
    unpaid: Limits = LIMITS
    refresh_requests: RefreshRequests = field(init=False)

    def __post_init__(self) -> None:
        self.refresh_requests = RefreshRequests(self.bus)


def compose(clock: Callable[[], datetime] = utc_now) -> Dependencies:
    """Compose the dependencies from the environment, once per cold start."""
    aws = Aws.from_environment()
    keys = KeySet(required("JWKS_URL"))
    return Dependencies(
        aws=aws,
        bus=Queues.from_environment(aws),
        cache=Cache(mongo.cache(aws), clock),
        verifier=Verifier(
            keys, required("TOKEN_ISSUER"), required("CLIENT_ID"), optional("CODE_CLIENT_ID")
        ),
        invoice_bucket=required("INVOICE_BUCKET"),
        signature_header=required("WEBHOOK_SIGNATURE_HEADER"),
        release=Release(optional("VERSION", "unknown"), optional("REVISION", "unknown")),
        clock=clock,
        unpaid=Limits(
            int(optional("UNPAID_ORDERS", str(LIMITS.orders))),
            int(optional("UNPAID_STEMS", str(LIMITS.stems))),
        ),
    )
