"""What notices is composed of, and its inbox."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.manifest import NOTICES
from services.notices.gateways.mail import Mailer
from services.notices.repository import Notices
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.directory import Directory
from services.runtime.inbox import Inbox
from services.runtime.settings import optional, required


@dataclass(frozen=True)
class Dependencies:
    """What notices is composed of. `site` is the shop's address."""

    bus: Bus
    notices: Notices
    directory: Directory
    mailer: Mailer
    site: str
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Compose them, once per cold start."""
        aws = Aws.from_environment()
        notices = Notices(mongo.database(aws))
        return cls(
            Queues.from_environment(aws),
            notices,
            Directory(aws, required("USER_POOL_ID")),
            Mailer(aws, optional("MAIL_FROM"), optional("MAIL_REPLY_TO")),
            required("SITE_URL"),
        )


inbox: Inbox[Dependencies] = Inbox(NOTICES)
