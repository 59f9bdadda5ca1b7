"""One order's timeline, for whoever answers the customer's call."""

from typing import Any

from operations.trace import in_time, timeline
from tests.claims import proves

ORDER = "a" * 26


def record(second: int, message: str, **more: Any) -> dict[str, Any]:
    return {
        "timestamp": f"2026-11-23 10:00:{second:02},250+0000",
        "level": "INFO",
        "message": message,
        "correlation_id": "from-the-browser",
        **more,
    }


def placed() -> list[dict[str, Any]]:
    posted = {"service": "proxy", "route": "POST /orders", "status": 202, "milliseconds": 8}
    return [
        record(3, "message handled", service="order", message_type="PlaceOrder",
               announced=["OrderPlaced"], milliseconds=12, receive_count="1"),
        record(1, "request answered", **posted),
    ]  # fmt: skip


def read(second: int, status: int) -> dict[str, Any]:
    return record(
        second, "request answered", service="proxy", route="GET /orders/{order_id}", status=status
    )


@proves("D04", "T41", "FM-MON-01:detection")
def test_the_records_of_all_services_become_one_story_in_the_order_of_time() -> None:
    told = timeline(ORDER, in_time(placed()))
    assert told[2].startswith("10:00:01.250  proxy      POST /orders → 202")
    assert told[3].startswith("10:00:03.250  order      PlaceOrder → OrderPlaced")
    assert told[-2].startswith("1 messages handled, 0 failures, 2.0 s")
    assert told[-1] == "correlation ids: from-the-browser"


def test_a_page_that_waits_is_told_once_per_answer() -> None:
    waiting = [read(4, 503), read(5, 503), read(6, 200), read(7, 200)]
    told = "\n".join(timeline(ORDER, in_time([*placed(), *waiting])))
    assert told.count("→ 503") == 1
    assert told.count("→ 200") == 1
    assert "2 reads with the same answer are not shown" in told


@proves("T40", "FM-MON-01:detection")
def test_a_failure_stands_out_with_its_cause_and_its_try() -> None:
    failure = record(9, "message failed", service="payment", message_type="AuthorisePayment",
                     exception="Traceback ...\nProviderUnavailableError: status 503",
                     level="ERROR", receive_count="2")  # fmt: skip
    told = "\n".join(timeline(ORDER, in_time([*placed(), failure])))
    assert (
        "payment    !! AuthorisePayment: message failed: ProviderUnavailableError: status 503"
        "  (try 2)" in told
    )
    assert "1 failures" in told


def test_a_line_that_is_no_record_of_a_service_is_left_out() -> None:
    assert in_time([{"message": "START RequestId"}, *placed()]) == in_time(placed())
