"""What aggregator is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.aggregator.repository import Views
from services.manifest import AGGREGATOR
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox


@dataclass(frozen=True)
class Dependencies:
    """What aggregator is composed of. `clock` returns the time in UTC."""

    bus: Bus
    views: Views
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Composed once per cold start."""
        aws = Aws.from_environment()
        views = Views(mongo.cache(aws))
        return cls(Queues.from_environment(aws), views)


inbox: Inbox[Dependencies] = Inbox(AGGREGATOR)
