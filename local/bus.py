"""Publishes messages to the local store from outside it, as clock and operators do."""

from collections.abc import Iterable, Mapping

from botocore.credentials import Credentials

from local.deploy import REGION
from services.contracts.message import Message
from services.runtime.aws import Aws
from services.runtime.bus import Queues
from services.runtime.envelope import Trace


def publish(
    endpoint: str, outputs: Mapping[str, str], messages: Iterable[Message], correlation_id: str
) -> None:
    """Send the messages to the inboxes of their receivers."""
    aws, trace = Aws(REGION, Credentials("test", "test"), endpoint), Trace.begin(correlation_id)
    for message in messages:
        inboxes = {each: outputs[f"InboxUrl{each.title()}"] for each in type(message).to}
        Queues(aws, inboxes).publish(message, trace)
