"""What profiles is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.manifest import PROFILES
from services.profiles.gateways.cognito import CognitoUsers
from services.profiles.repository import Profiles
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.inbox import Inbox
from services.runtime.settings import required


@dataclass(frozen=True)
class Dependencies:
    """What profiles is composed of."""

    bus: Bus
    profiles: Profiles
    users: CognitoUsers
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Compose them, once per cold start."""
        aws = Aws.from_environment()
        profiles = Profiles(mongo.database(aws))
        users = CognitoUsers(aws, required("USER_POOL_ID"))
        return cls(Queues.from_environment(aws), profiles, users)


inbox: Inbox[Dependencies] = Inbox(PROFILES)
