"""Lambda entry of notices: announcements in, e-mails out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from services.contracts.message import Message
from services.contracts.topology import received_by
from services.manifest import NOTICES
from services.notices.domain import letter_for
from services.notices.letter import Letter
from services.notices.post import LetterRefusedError, Post
from services.notices.store import Notices, State
from services.runtime import mongo
from services.runtime.aws import Aws
from services.runtime.bus import Bus, Queues
from services.runtime.clock import utc_now
from services.runtime.directory import Directory
from services.runtime.inbox import Inbox
from services.runtime.logs import service_logger
from services.runtime.settings import optional, required

logger = service_logger()


@dataclass(frozen=True)
class Dependencies:
    """What notices is made of. `site` is the shop's address."""

    bus: Bus
    notices: Notices
    directory: Directory
    post: Post
    site: str
    clock: Callable[[], datetime] = utc_now

    @classmethod
    def from_environment(cls) -> "Dependencies":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        notices = Notices(mongo.database(aws))
        notices.ensure_indexes()
        return cls(
            Queues.from_environment(aws),
            notices,
            Directory(aws, required("USER_POOL_ID")),
            Post(aws, optional("MAIL_FROM")),
            required("SITE_URL"),
        )

    def send(self, letter: Letter) -> State:
        """Send the letter, if there is a sender, and somebody to send it to.

        Raises as `Aws.call` does when the letter must be tried again, or people must look.
        """
        if not self.post.sender:
            logger.warning("notice unsent: MAIL_FROM names no sender")
            return State.UNSENT
        person = self.directory.find(letter.customer)
        if person is None or not person.email:
            return State.NOBODY
        try:
            self.post.send(person.email, letter.subject, letter.text(self.site))
        except LetterRefusedError as refusal:
            logger.warning("notice refused", code=refusal.code)
            return State.REFUSED
        return State.SENT


inbox: Inbox[Dependencies] = Inbox(NOTICES)


@inbox.on(*received_by(NOTICES))
def write(event: Message, deps: Dependencies) -> tuple[Message, ...]:
    """Whatever comes here is something to tell a customer, once."""
    now = deps.clock()
    letter = letter_for(event, now)
    if letter and deps.notices.begin(letter.occasion, now):
        state = deps.send(letter)
        deps.notices.settle(letter.occasion, state)
        logger.info("notice settled", occasion=letter.occasion, state=state)
    return ()


handler = inbox.lambda_handler(compose=Dependencies.from_environment)
