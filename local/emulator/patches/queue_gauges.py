"""Gap: queues publish no metrics, so no alarm on a dead-letter queue or an old message can go off.

Source of the names: the SQS developer guide, "Available CloudWatch metrics for Amazon SQS".
"""

import time
from typing import Any

from local.emulator.scope import enter

KEEP_SECONDS = 3600
"""How long samples are kept: they come far more often than on AWS."""


def measure() -> None:
    """Take one sample of each queue."""
    from ministack.services import sqs

    for (account, region, _url), queue in list(sqs._queues._data.items()):
        enter(account, region)
        sqs._refresh_counts(queue)
        _record(queue)
    _forget()


def _record(queue: dict[str, Any]) -> None:
    from ministack.services import cloudwatch

    attributes = queue["attributes"]
    dimensions = {"QueueName": attributes["QueueArn"].rsplit(":", 1)[1]}
    samples = (
        (
            "ApproximateNumberOfMessagesVisible",
            float(attributes["ApproximateNumberOfMessages"]),
            "Count",
        ),
        (
            "ApproximateNumberOfMessagesNotVisible",
            float(attributes["ApproximateNumberOfMessagesNotVisible"]),
            "Count",
        ),
        ("ApproximateAgeOfOldestMessage", _age_of_oldest(queue), "Seconds"),
    )
    for name, value, unit in samples:
        cloudwatch.record_metric("AWS/SQS", name, value, unit, dimensions)


def _age_of_oldest(queue: dict[str, Any]) -> float:
    """In seconds; 0 for an empty queue."""
    return max((time.time() - message["sent_at"] for message in list(queue["messages"])), default=0)


def _forget() -> None:
    from ministack.services import cloudwatch

    oldest = time.time() - KEEP_SECONDS
    for (_account, _region, (namespace, _name, _dimensions)), points in list(
        cloudwatch._metrics._data.items()
    ):
        if namespace == "AWS/SQS":
            while points and points[0]["Timestamp"] < oldest:
                del points[0]
