"""`make trace ORDER=...`: show what every service logged about one order (D04).

Each line has one step, the service that did it, and its result.
"""

import argparse
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from deployment.deployed import Deployed, NotDeployedError, stage_argument

DAYS = 14
"""How far back the logs are searched by default."""


def main() -> int:
    """Print the order's timeline. The exit code is 1 when there is none."""
    parser = argparse.ArgumentParser(prog="operations.trace", description=__doc__)
    parser.add_argument("order", help="the order's id, as in the customer's confirmation")
    parser.add_argument("--days", type=int, default=DAYS, help="how far back to look")
    stage_argument(parser)
    given = parser.parse_args()
    since = datetime.now(UTC) - timedelta(days=given.days)
    try:
        found = Deployed(given.stage).log_records(given.order, int(since.timestamp() * 1000))
        records = in_time(found)
    except NotDeployedError as problem:
        print(f"Nothing can be traced: {problem}", file=sys.stderr)
        return 1
    if not records:
        print(f"No service has written anything about order {given.order} in {given.days} days.")
        return 1
    print("\n".join(timeline(given.order, records)))
    return 0


def in_time(records: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The services' records, oldest first; API Gateway's lines are left out."""
    return sorted((r for r in records if "timestamp" in r), key=_moment)


def timeline(order: str, records: list[dict[str, Any]]) -> list[str]:
    """The records as lines of text."""
    first, last = _moment(records[0]), _moment(records[-1])
    handled = [record for record in records if record["message"] == "message handled"]
    failed = sum(record["level"] == "ERROR" for record in records)
    shown = list(_without_repeated_reads(records))
    return [
        f"Order {order} on {first:%Y-%m-%d} (UTC)",
        "",
        *(_line(record) for record in shown),
        "",
        f"{len(handled)} messages handled, {failed} failures,"
        f" {(last - first).total_seconds():.1f} s from the first record to the last;"
        f" {len(records) - len(shown)} reads with the same answer are not shown",
        f"correlation ids: {', '.join(sorted({r['correlation_id'] for r in handled}))}",
    ]


def _without_repeated_reads(records: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Leave out repeated reads with the same answer, because a waiting page asks often."""
    answered: dict[str, int] = {}
    for record in records:
        route = str(record.get("route", ""))
        if not route.startswith("GET ") or answered.get(route) != record.get("status"):
            yield record
        answered[route] = record.get("status", 0)


def _line(record: dict[str, Any]) -> str:
    moment = f"{_moment(record):%H:%M:%S.%f}"[:-3]
    took = f"{record['milliseconds']:>6} ms" if "milliseconds" in record else ""
    return f"{moment}  {record.get('service', ''):<11}{_what(record):<66}{took}".rstrip()


def _what(record: dict[str, Any]) -> str:
    about = record.get("route") or record.get("message_type") or ""
    match record["message"]:
        case "request answered":
            return f"{about} → {record['status']}"
        case "message handled":
            announced = ", ".join(record["announced"]) or "nothing to announce"
            return f"{about} → {announced}{_try(record)}"
        case "message postponed":
            return f"{about} comes again in {record['seconds']} s: {record['reason']}"
        case message:
            why = f": {record['exception'].splitlines()[-1]}" if "exception" in record else ""
            mark = "!! " if record["level"] == "ERROR" else ""
            return f"{mark}{about + ': ' if about else ''}{message}{why}{_try(record)}"


def _try(record: dict[str, Any]) -> str:
    received = int(record.get("receive_count", 1))
    return f"  (try {received})" if received > 1 else ""


def _moment(record: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(record["timestamp"])


if __name__ == "__main__":
    sys.exit(main())
