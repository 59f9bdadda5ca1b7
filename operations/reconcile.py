"""`make reconcile`: compare the orders with the payment provider's records, now (U5).

Payment does so every hour. This command asks it to do so at once, and reads the differences in its
log. They count for the alarm, as in the hourly comparison.
"""

import argparse
import sys
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
from botocore.exceptions import BotoCoreError, ClientError

from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.contracts.payments import LOOKED_BACK, Mismatch, ReconcileNow
from services.contracts.values import Value
from services.manifest import PAYMENT
from services.policy.pricing import money
from services.runtime.envelope import Trace, seal

SETTLED_SECONDS = 60
"""Later changes are left out: their messages may still be on their way."""
PATIENCE_SECONDS = 300
"""Longer than payment needs for a month of a busy shop, with one page of orders per message."""
PAUSE_SECONDS = 2
CLOCK_SKEW = timedelta(minutes=5)
"""How far this machine's clock may be ahead of the logs' clock."""
BOTH_WAYS = {"orders", "payments"}
EQUAL, DIFFERENT, UNKNOWN = 0, 1, 2
"""The exit codes."""


class NoAnswerError(Exception):
    """Payment did not finish in time."""


class Findings(Value):
    """What a reconciliation has logged so far."""

    orders: int
    payments: int
    differences: tuple[Mismatch, ...]
    is_over: bool
    problem: str
    """Why payment's last try failed."""
    contested: tuple[Mismatch, ...] = ()
    """What the books know, and staff must act upon: disputes, and refunds that did not arrive."""


def main() -> int:
    """Compare, and print the differences. Exit code 0: none, 1: some, 2: unknown."""
    parser = argparse.ArgumentParser(prog="operations.reconcile", description=__doc__)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        found = reconcile(Deployed(given.stage))
    except (NotDeployedError, NoAnswerError, BotoCoreError, ClientError) as problem:
        print(f"The comparison did not finish: {problem}", file=sys.stderr)
        return UNKNOWN
    print("\n".join(report(found)))
    return DIFFERENT if found.differences else EQUAL


def reconcile(deployed: Deployed) -> Findings:
    """Ask payment, and wait for its answer. Raises NotDeployedError, NoAnswerError."""
    since = int((datetime.now(UTC) - CLOCK_SKEW).timestamp() * 1000)
    correlation_id = send_request(deployed.client("sqs"), deployed.outputs["InboxUrlPayment"])
    return follow(lambda: deployed.log_records(correlation_id, since, PAYMENT))


def send_request(sqs: Any, inbox: str) -> str:
    """Send the command; return the correlation id of all its records."""
    trace = Trace.begin(f"reconcile-{uuid.uuid4()}")
    message = seal(ReconcileNow(settled_for=SETTLED_SECONDS), trace).decode()
    sqs.send_message(QueueUrl=inbox, MessageBody=message)
    return trace.correlation_id


def follow(
    read_records: Callable[[], Iterable[dict[str, Any]]],
    patience: float = PATIENCE_SECONDS,
    pause: float = PAUSE_SECONDS,
) -> Findings:
    """The findings, once payment has compared both ways. Raises NoAnswerError.

    Records arrive late and in any order, so it returns when a second read shows nothing new.
    """
    deadline, before = time.monotonic() + patience, None
    while True:
        found = findings(read_records())
        if found.is_over and found == before:
            return found
        if time.monotonic() >= deadline:
            raise NoAnswerError(
                f"payment has not finished within {patience:.0f} s."
                f" {found.problem or 'It has written nothing that says why'}. Is its function"
                " running, and does `make redrive QUEUE=payment` show dead letters?"
            )
        before = found
        time.sleep(pause)


def findings(records: Iterable[dict[str, Any]]) -> Findings:
    """Summarise the records; a message that was handled twice counts once."""
    pages: dict[str, dict[str, Any]] = {}
    differences: dict[Mismatch, None] = {}
    contested: dict[Mismatch, None] = {}
    problem = ""
    for record in records:
        match record["message"]:
            case "reconciled":
                pages[record["message_id"]] = record
            case "money differs":
                differences[msgspec.convert(record, Mismatch)] = None
            case "money contested":
                contested[msgspec.convert(record, Mismatch)] = None
            case "message failed":
                problem = f"It said: {record['exception'].splitlines()[-1]}"
            case "message waits for an outage":
                problem = f"It said: {record['reason']}"
    return Findings(
        orders=_compared("orders", pages.values()),
        payments=_compared("payments", pages.values()),
        differences=tuple(differences),
        is_over={page["what"] for page in pages.values() if page["is_last"]} == BOTH_WAYS,
        problem=problem,
        contested=tuple(contested),
    )


def _compared(what: str, pages: Iterable[dict[str, Any]]) -> int:
    return sum(page["compared"] for page in pages if page["what"] == what)


def report(found: Findings) -> Iterator[str]:
    """The findings as lines of text."""
    for each in (*found.differences, *found.contested):
        expected, have = money(each.expected, each.currency), money(each.found, each.currency)
        yield (
            f"order {each.order_id or '?'}  {each.kind:<17}"
            f"expected {expected:<14} found {have:<14} {each.intent}"
        ).rstrip()
    yield (
        f"{found.orders} orders and {found.payments} payments of the last {LOOKED_BACK.days} days"
        f" were compared: {_difference(found.differences)}.{_contested(found.contested)}"
    )


def _contested(contested: tuple[Mismatch, ...]) -> str:
    if not contested:
        return ""
    return f" {len(contested)} disputes and failed refunds are known, and wait for staff."


def _difference(differences: tuple[Mismatch, ...]) -> str:
    if not differences:
        return "no difference"
    orders = len({each.order_id for each in differences})
    return f"{len(differences)} differences, about {orders} orders"


if __name__ == "__main__":
    sys.exit(main())
