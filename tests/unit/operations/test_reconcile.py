"""What payment wrote about a reconciliation, in any order and more than once, read as one."""

from typing import Any

import pytest

from operations.reconcile import Findings, NoAnswerError, findings, follow, report
from services.contracts.payments import Mismatch
from tests.claims import proves

ORDER = "a" * 26


def page(message_id: str, what: str, compared: int, *, is_last: bool) -> dict[str, Any]:
    return {
        "message": "reconciled",
        "message_id": message_id,
        "what": what,
        "compared": compared,
        "differences": 0,
        "is_last": is_last,
    }


def differs(kind: str, expected: int, found: int) -> dict[str, Any]:
    return {
        "message": "money differs",
        "message_id": "m-1",
        "order_id": ORDER,
        "kind": kind,
        "expected": expected,
        "found": found,
        "currency": "EUR",
        "intent": "pi_1",
    }


WHOLE = [
    page("m-1", "orders", 25, is_last=False),
    page("m-2", "orders", 0, is_last=True),
    page("m-3", "payments", 31, is_last=True),
]


def test_it_is_over_when_both_ways_have_been_looked() -> None:
    assert not findings(WHOLE[:2]).is_over
    assert findings(WHOLE[::-1]).is_over


def test_what_was_handled_twice_counts_once() -> None:
    twice = [differs("too_little", 1600, 0), *WHOLE, differs("too_little", 1600, 0), *WHOLE]
    assert findings(twice) == Findings(
        25, 31, (Mismatch(ORDER, "too_little", 1600, 0, "EUR", "pi_1"),), is_over=True, problem=""
    )


@proves("U5")
def test_two_differences_of_one_order_are_two_lines_about_one_order() -> None:
    told = list(report(findings([differs("too_little", 1600, 0), differs("still_held", 0, 160_000),
                                 *WHOLE])))  # fmt: skip
    assert told == [
        f"order {ORDER}  too_little       expected EUR 16.00      found EUR 0.00       pi_1",
        f"order {ORDER}  still_held       expected EUR 0.00       found EUR 1,600.00   pi_1",
        "25 orders and 31 payments of the last 35 days were compared:"
        " 2 differences, about 1 orders.",
    ]


def test_a_record_that_comes_in_late_is_waited_for() -> None:
    late = differs("too_much", 0, 5)
    looks = iter([WHOLE[:1], WHOLE, [*WHOLE, late], [*WHOLE, late]])
    assert len(follow(lambda: next(looks), pause=0).differences) == 1


def test_who_waits_in_vain_is_told_what_payment_said_last() -> None:
    failed = {"message": "message failed", "exception": "Traceback\nProviderUnavailableError: 503"}
    with pytest.raises(NoAnswerError, match=r"It said: ProviderUnavailableError: 503\. Is its"):
        follow(lambda: [*WHOLE[:2], failed], patience=0, pause=0)
    with pytest.raises(NoAnswerError, match="nothing that says why"):
        follow(list, patience=0, pause=0)
