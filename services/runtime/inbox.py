"""A service's inbox: which handler each message goes to, and everything around that.

A handler may run again for the same message. What it yields is sent after it returns. If the
handler or a send fails, the message is reported as not consumed (T25) and comes again, at most
`maxReceiveCount` times; then it goes to the dead-letter queue. The same happens to a message that
cannot be read: none is dropped. A message that only came too early comes again after 2, 8, 60 and
480 seconds instead of the queue's visibility time-out, because a customer may be waiting. One that
met an outage outside the store is tried until the outage is over, for half a day at the most.
"""

import os
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, Generic, Protocol, TypeVar

from aws_lambda_powertools.utilities.typing import LambdaContext

from services.contracts.message import Message
from services.contracts.topology import received_by
from services.manifest import Participant
from services.runtime.aws import AwsRefusedError, AwsUnavailableError
from services.runtime.bus import AgainSoonError, Bus, UnavailableError
from services.runtime.clock import utc_now
from services.runtime.envelope import UnreadableMessageError, open_envelope, read
from services.runtime.logs import UNAVAILABLE, service_logger, service_metrics
from services.runtime.mongo import is_login_refused

RESERVE_MILLISECONDS = 3000
"""Default: a record is begun only while so much of the function's time is left."""
PAUSES = (2, 8, 60, 480)
"""Seconds after which a message that came too early comes again, by how often it has come.

Their sum is longer than four visibility time-outs of the inbox. So the message that this one waits
for has had all its tries before this one is given up.
"""

PATIENCE = (15, 30, 60)
"""Seconds after which a message that met an outage elsewhere comes again, by how often it came."""
OUTAGE_PAUSE = 240
"""Then it is sent anew, to come after so many seconds: it has used up no receives."""
OUTAGE = timedelta(hours=12)
"""For so long after it was sent. The provider's monthly allowance is 216 minutes (N02, L87)."""


class OutOfTimeError(Exception):
    """The invocation is nearly over; nothing was begun."""


class Composition(Protocol):
    """What a service is made of, as far as its inbox must know: how it sends."""

    @property
    def bus(self) -> Bus:
        """Where announcements go."""


DependenciesT = TypeVar("DependenciesT", bound=Composition)
MessageT = TypeVar("MessageT", bound=Message)
Handler = Callable[[MessageT, DependenciesT], Iterable[Message]]
BatchResponse = dict[str, list[dict[str, str]]]


class Inbox(Generic[DependenciesT]):
    """The handlers of one service, and the Lambda function that calls them for a batch."""

    def __init__(
        self, service: Participant, reserve: int = RESERVE_MILLISECONDS, again: int | None = None
    ) -> None:
        """A record is begun only while `reserve` milliseconds are left for it.

        What failed comes again after `again` seconds, or after the queue's visibility time-out.
        """
        self.service = service
        self._reserve = reserve
        self._again = again
        self._handlers: dict[type[Message], Callable[[Any, DependenciesT], Iterable[Message]]] = {}
        self._logger = service_logger()
        self._metrics = service_metrics()
        self._login_refused = False
        self._longest_pause = OUTAGE_PAUSE

    def on(
        self, *message_types: type[MessageT]
    ) -> Callable[[Handler[MessageT, DependenciesT]], Handler[MessageT, DependenciesT]]:
        """Register the handler of messages that the topology sends here."""
        for message_type in message_types:
            if self.service not in message_type.to:
                raise TypeError(f"{message_type.__name__} is not sent to {self.service}")

        def register(handler: Handler[MessageT, DependenciesT]) -> Handler[MessageT, DependenciesT]:
            self._handlers.update(dict.fromkeys(message_types, handler))
            return handler

        return register

    def lambda_handler(
        self, compose: Callable[[], DependenciesT]
    ) -> Callable[[dict[str, Any], LambdaContext], BatchResponse]:
        """The function's entry; `compose` runs once per cold start, when the first batch comes.

        It runs again after the database's password has changed.
        """
        missing = set(received_by(self.service)) - set(self._handlers)
        if missing:
            raise TypeError(
                f"{self.service} has no handler for {sorted(m.__name__ for m in missing)}"
            )
        # A developer's machine waits for seconds (LONGEST_PAUSE), not for minutes.
        self._longest_pause = int(os.environ.get("LONGEST_PAUSE", OUTAGE_PAUSE))
        composed: list[DependenciesT] = []

        @self._metrics.log_metrics
        def handle(event: dict[str, Any], context: LambdaContext) -> BatchResponse:
            if not composed:
                composed.append(compose())
            answer = self.consume(event["Records"], composed[0], context)
            if self._login_refused:
                composed.clear()
                self._login_refused = False
            return answer

        return handle

    def consume(
        self, records: list[dict[str, Any]], deps: DependenciesT, context: LambdaContext
    ) -> BatchResponse:
        """Call the handlers for SQS records; answer which of them were not consumed.

        What has come most often is begun first: a record for which no time was left counts as
        received, and the next time it does not wait behind newer ones.
        """
        failed = [
            {"itemIdentifier": record["messageId"]}
            for record in sorted(records, key=_receives, reverse=True)
            if not self._consumed(record, deps, context)
        ]
        return {"batchItemFailures": failed}

    def _consumed(
        self, record: dict[str, Any], deps: DependenciesT, context: LambdaContext
    ) -> bool:
        """Handle one record. Any failure is logged, counted and reported to SQS as not consumed."""
        started = time.monotonic()
        self._logger.thread_safe_clear_keys()
        self._logger.thread_safe_append_keys(
            message_id=record["messageId"],
            receive_count=record["attributes"]["ApproximateReceiveCount"],
            function_request_id=context.aws_request_id,
        )
        try:
            self._check_time_left(context)
            announced = self._apply(record["body"], deps)
        except AgainSoonError as reason:
            self._postpone(record, deps, reason)
            return False
        except UnavailableError as error:
            return self._waited(record, deps, error)
        except Exception as error:
            # The outermost frame of a message: reported to SQS as a failure, never swallowed.
            self._login_refused = self._login_refused or is_login_refused(error)
            self._metrics.add_metric(name="MessagesFailed", unit="Count", value=1)
            self._logger.exception("message failed")
            if self._again is not None:
                self._hide(record, deps, min(self._again, self._longest_pause))
            return False
        self._metrics.add_metric(name="MessagesHandled", unit="Count", value=1)
        milliseconds = round((time.monotonic() - started) * 1000)
        self._logger.info("message handled", announced=announced, milliseconds=milliseconds)
        return True

    def _postpone(
        self, record: dict[str, Any], deps: DependenciesT, reason: AgainSoonError
    ) -> None:
        """Let it come again soon; if that cannot be said, after the queue's visibility time-out."""
        pause = PAUSES[min(_receives(record), len(PAUSES)) - 1]
        self._metrics.add_metric(name="MessagesPostponed", unit="Count", value=1)
        self._logger.warning("message postponed", reason=str(reason), seconds=pause)
        self._hide(record, deps, pause)

    def _waited(self, record: dict[str, Any], deps: DependenciesT, error: UnavailableError) -> bool:
        """Let it come again while the outage lasts; answer whether this copy of it is done with."""
        received, envelope = _receives(record), open_envelope(record["body"])
        age = utc_now() - envelope.time
        self._metrics.add_metric(name=UNAVAILABLE, unit="Count", value=1)
        self._logger.warning("message waits for an outage", reason=repr(error), age=str(age))
        if age > OUTAGE:
            return False
        try:
            for message in error.waiting:
                deps.bus.publish(message, envelope.trace)
            if received <= len(PATIENCE):
                pause = min(PATIENCE[received - 1], self._longest_pause)
                deps.bus.postpone(record["receiptHandle"], pause)
                return False
            deps.bus.send_again(record["body"], self._longest_pause)
        except (AwsUnavailableError, AwsRefusedError):
            self._logger.exception("message could not be set aside")
            return False
        return True

    def _hide(self, record: dict[str, Any], deps: DependenciesT, seconds: int) -> None:
        """Let it come again after so long."""
        try:
            deps.bus.postpone(record["receiptHandle"], seconds)
        except (AwsUnavailableError, AwsRefusedError):
            self._logger.exception("message could not be postponed")

    def _check_time_left(self, context: LambdaContext) -> None:
        if context.get_remaining_time_in_millis() < self._reserve:
            raise OutOfTimeError("no time is left in this invocation: the message comes again")

    def _apply(self, body: str, deps: DependenciesT) -> list[str]:
        envelope = open_envelope(body)
        self._logger.thread_safe_append_keys(
            message_type=envelope.type,
            order_id=envelope.subject,
            correlation_id=envelope.correlationid,
            traceparent=envelope.traceparent,
        )
        message = read(envelope)
        handler = self._handlers.get(type(message))
        if handler is None:
            raise UnreadableMessageError(f"{envelope.type} is not for {self.service}")
        announcements = list(handler(message, deps))
        for announcement in announcements:
            deps.bus.publish(announcement, envelope.trace)
        return [type(announcement).__name__ for announcement in announcements]


def _receives(record: dict[str, Any]) -> int:
    """How often SQS has handed the record to anybody."""
    return int(record["attributes"]["ApproximateReceiveCount"])
