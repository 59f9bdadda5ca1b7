"""What AWS Lambda hands to a function."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext

from services.contracts.message import Message
from services.runtime.envelope import Trace, seal

TRACE = Trace("test-correlation", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")


@dataclass
class Invocation(LambdaContext):
    """An invocation with plenty of time left, or with as much as the test says."""

    milliseconds_left: int = 60_000
    function: str = "crassula-test"
    request: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self._function_name = self.function
        self._aws_request_id = self.request
        self._memory_limit_in_mb = 512
        self._invoked_function_arn = f"arn:aws:lambda:eu-central-1:000000000000:{self.function}"

    def get_remaining_time_in_millis(self) -> int:  # type: ignore[override]
        """Milliseconds until the function is stopped."""
        return self.milliseconds_left


def sqs_record(body: str, message_id: str = "", receive_count: int = 1) -> dict[str, Any]:
    """One SQS record with this body."""
    return {
        "messageId": message_id or str(uuid.uuid4()),
        "receiptHandle": "receipt",
        "body": body,
        "attributes": {"ApproximateReceiveCount": str(receive_count)},
        "eventSource": "aws:sqs",
    }


def sqs_event(*messages: Message, trace: Trace = TRACE) -> dict[str, Any]:
    """A batch with these messages, each in its envelope."""
    return {"Records": [sqs_record(seal(m, trace).decode()) for m in messages]}
