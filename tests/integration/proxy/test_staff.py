"""The florist's day: what is to be delivered, what was done, by whom and why."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.contracts.common import AuditEntry
from services.contracts.identifiers import order_id
from services.contracts.inventory import (
    AdjustStock,
    AuditLogListed,
    CatalogueChanged,
    RefreshAuditLog,
    SetDeliveryDay,
    StockAuditEntry,
    StockChanged,
)
from services.contracts.order_messages import (
    DayListed,
    DeliverOrders,
    OrderConfirmed,
    RefreshDay,
    RefundOrder,
    ShipOrders,
    SubstituteStems,
)
from services.contracts.order_requests import SubstitutionPolicy
from services.contracts.orders import (
    MOST_AUDIT_ENTRIES,
    Occasion,
    Order,
    Payment,
    PaymentState,
    Refund,
    State,
    Substitute,
)
from services.contracts.payments import Mismatch, MoneyDiffers
from services.manifest import INVENTORY, ORDER
from services.proxy.features.staff_orders import DAY_PAGE
from tests.aws import AwsServer
from tests.claims import proves
from tests.integration.proxy.api import Api
from tests.integration.proxy.asking import (
    ENQUIRY_ID,
    IN_THREE_DAYS,
    IN_TWO_DAYS,
    NOW,
    ORDER_ID,
    confirmed,
    placed,
    sent,
    shipped,
)
from tests.integration.proxy.conftest import Show
from tests.shop import CATALOGUE

DAY = IN_THREE_DAYS.isoformat()
PATH = f"/orders/{ORDER_ID}"
FELIX_ORDER = order_id("sub-felix", "key-0001")
TODAY_UTC = datetime.now(UTC).date()
FULL_HISTORY = (AuditEntry("refunded", "sub-fleur", NOW),) * MOST_AUDIT_ENTRIES
"""So many acts that no more are taken on."""


def felix_order(**facts: Any) -> Order:
    return placed(id=FELIX_ORDER, customer="sub-felix", **facts)


# ---- the day -----------------------------------------------------------------------------------


def test_a_florist_sees_the_orders_of_a_day_all_or_in_a_state(fleur: Api, show: Show) -> None:
    show(DayListed(IN_THREE_DAYS, (confirmed(), felix_order()), last=True))
    assert len(fleur.get("/staff/orders", delivery_date=DAY).body["orders"]) == 2
    for state, expected in (("confirmed", [ORDER_ID]), ("placed", [FELIX_ORDER]), ("shipped", [])):
        shown = fleur.get("/staff/orders", delivery_date=DAY, status=state).body["orders"]
        assert [order["id"] for order in shown] == expected


def test_a_day_that_nobody_has_looked_at_is_asked_for(fleur: Api, aws_server: AwsServer) -> None:
    assert fleur.get("/staff/orders", delivery_date=DAY).status == 503
    assert fleur.get("/staff/audit-log", date=DAY).status == 503
    assert aws_server.messages(ORDER) == [RefreshDay(IN_THREE_DAYS)]
    assert aws_server.messages(INVENTORY) == [RefreshAuditLog(IN_THREE_DAYS)]


def test_a_day_with_many_orders_is_seen_whole_a_page_at_a_time(fleur: Api, show: Show) -> None:
    ids = sorted(order_id("sub-flora", f"key-{at:04}") for at in range(DAY_PAGE + 3))
    for at in range(0, len(ids), 20):
        orders = tuple(placed(id=each) for each in ids[at : at + 20])
        show(DayListed(IN_THREE_DAYS, orders, last=at + 20 >= len(ids)))
    first = fleur.get("/staff/orders", delivery_date=DAY).body
    second = fleur.get("/staff/orders", delivery_date=DAY, after=first["next"]).body
    assert [order["id"] for order in (*first["orders"], *second["orders"])] == ids
    assert (len(first["orders"]), second["next"]) == (DAY_PAGE, None)


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "delivery_date"),
        ({"delivery_date": "tomorrow"}, "delivery_date"),
        ({"delivery_date": "2027-02-30"}, "delivery_date"),
        ({"delivery_date": "9999-12-31"}, "delivery_date"),
        ({"delivery_date": DAY, "status": "lost"}, "status"),
        ({"delivery_date": DAY, "after": "the last one"}, "after"),
    ],
)
def test_a_day_that_cannot_be_names_the_field(
    fleur: Api, query: dict[str, str], field: str
) -> None:
    answer = fleur.get("/staff/orders", **query)
    assert (answer.status, answer.fields) == (422, [field])


def test_what_florists_did_is_for_florists_to_see(fleur: Api, flora: Api, show: Show) -> None:
    entry = AuditEntry("cancelled", "sub-fleur", NOW, note="The van is broken.")
    show(OrderConfirmed(confirmed(history=(entry,))))
    (shown,) = fleur.get(PATH).body["history"]
    assert (shown["what"], shown["by"], shown["note"]) == (
        "cancelled", "sub-fleur", "The van is broken.",
    )  # fmt: skip
    assert flora.get(PATH).body["history"] == []


# ---- shipping and delivering -------------------------------------------------------------------


def test_a_florist_ships_and_delivers(fleur: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderConfirmed(confirmed()))
    assert fleur.post(f"{PATH}/shipment", {}).status == 202
    show(OrderConfirmed(shipped()))
    assert fleur.post(f"{PATH}/delivery", {}).status == 202
    ship, deliver = sent(aws_server)
    assert isinstance(ship, ShipOrders)
    assert isinstance(deliver, DeliverOrders)
    assert ship.order_ids == deliver.order_ids == (ORDER_ID,)
    assert ship.by == deliver.by == "sub-fleur"


@proves("T28")
@pytest.mark.parametrize(
    ("order", "step", "field"),
    [
        (placed(), "shipment", "state"),
        (placed(state=State.CANCELLED), "shipment", "state"),
        (confirmed(payment=Payment(PaymentState.EXPIRED)), "shipment", "payment"),
        (confirmed(requested_delivery=confirmed().delivery), "shipment", "requested_delivery"),
        (confirmed(), "delivery", "state"),
        (placed(state=State.CANCELLED), "delivery", "state"),
    ],
    ids=[
        "unpaid", "cancelled", "no longer paid", "another delivery is asked for", "not shipped",
        "never shipped",
    ],
)  # fmt: skip
def test_what_is_not_ready_goes_nowhere(
    fleur: Api, show: Show, aws_server: AwsServer, order: Order, step: str, field: str
) -> None:
    show(OrderConfirmed(order))
    answer = fleur.post(f"{PATH}/{step}", {})
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


@pytest.mark.parametrize("order", [shipped(), shipped(state=State.DELIVERED)])
def test_a_step_that_was_taken_already_is_no_mistake(
    fleur: Api, show: Show, aws_server: AwsServer, order: Order
) -> None:
    show(OrderConfirmed(order))
    assert fleur.post(f"{PATH}/shipment", {}).status == 202
    assert fleur.post(f"{PATH}/delivery", {}).status == 202


def test_many_orders_are_one_message(fleur: Api, aws_server: AwsServer) -> None:
    both = {"orders": [ORDER_ID, FELIX_ORDER]}
    assert fleur.post("/staff/shipments", both).status == 202
    assert fleur.post("/staff/deliveries", both).status == 202
    ship, deliver = sent(aws_server)
    assert isinstance(ship, ShipOrders)
    assert isinstance(deliver, DeliverOrders)
    assert ship.order_ids == deliver.order_ids == (ORDER_ID, FELIX_ORDER)


@pytest.mark.parametrize(
    ("orders", "field"),
    [([], "orders"), ([ORDER_ID] * 51, "orders"), (["all of them"], "orders[0]")],
    ids=["none", "too many", "no ids"],
)
def test_a_bulk_that_cannot_be_names_the_field(
    fleur: Api, aws_server: AwsServer, orders: list[str], field: str
) -> None:
    answer = fleur.post("/staff/shipments", {"orders": orders})
    assert (answer.status, answer.fields) == (422, [field])
    assert sent(aws_server) == []


# ---- refunds and substitutes -------------------------------------------------------------------


def test_a_part_of_the_price_goes_back_once(fleur: Api, show: Show, aws_server: AwsServer) -> None:
    show(OrderConfirmed(shipped()))
    back = {"amount": 500, "reason": "A rose was missing."}
    for key in ("back-001", "back-001", "back-002"):
        assert fleur.post(f"{PATH}/refunds", back, key=key).status == 202
    first, repeat, second = [m for m in sent(aws_server) if isinstance(m, RefundOrder)]
    assert (first.amount, first.reason, first.by) == (500, "A rose was missing.", "sub-fleur")
    assert first.refund == repeat.refund != second.refund


@pytest.mark.parametrize(
    ("order", "amount", "field"),
    [
        (shipped(), 6091, "amount"),
        (confirmed(), 1, "amount"),
        (shipped(state=State.CANCELLED), 1, "state"),
        (shipped(history=FULL_HISTORY), 1, "history"),
    ],
    ids=["more than was taken", "nothing was taken", "cancelled", "after too many acts"],
)
def test_a_refund_that_would_not_be_paid_is_refused(
    fleur: Api, show: Show, aws_server: AwsServer, order: Order, amount: int, field: str
) -> None:
    show(OrderConfirmed(order))
    answer = fleur.post(f"{PATH}/refunds", {"amount": amount, "reason": "Sorry."})
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


@pytest.mark.parametrize("reason", ["", "  ", "\n", "x" * 201, "a\x00b"])
def test_a_refund_needs_a_reason(fleur: Api, aws_server: AwsServer, reason: str) -> None:
    answer = fleur.post(f"{PATH}/refunds", {"amount": 100, "reason": reason})
    assert (answer.status, answer.fields) == (422, ["reason"])
    assert sent(aws_server) == []


def test_other_stems_are_taken_where_the_customer_leaves_it_to_the_florist(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    show(OrderConfirmed(confirmed()))
    instead = {"instead_of": "rose-red", "sku": "eucalyptus", "quantity": 12}
    assert fleur.post(f"{PATH}/substitutions", instead).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, SubstituteStems)
    assert (message.instead_of, message.sku, message.quantity, message.by) == (
        "rose-red", "eucalyptus", 12, "sub-fleur",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("order", "wanted", "field"),
    [
        (confirmed(substitution=SubstitutionPolicy.NONE), {}, "substitution"),
        (confirmed(), {"instead_of": "tulip-white"}, "instead_of"),
        (confirmed(), {"quantity": 13}, "quantity"),
        (confirmed(substitutes=(Substitute("s", "rose-red", "rose-pink", 10),)),
         {"quantity": 3}, "quantity"),
        (shipped(), {}, "state"),
        (confirmed(occasion=Occasion(ENQUIRY_ID, "Wedding")), {}, "occasion"),
        (confirmed(history=FULL_HISTORY), {}, "history"),
        (confirmed(), {"sku": "rose-blue"}, "sku"),
        (confirmed(), {"sku": "vase-glass"}, "sku"),
    ],
    ids=[
        "not wanted", "not needed", "too many", "too many by now", "too late", "an event",
        "after too many acts",
        "not sold", "a vase for a rose",
    ],
)  # fmt: skip
@pytest.mark.finding("A11")
def test_substitutes_that_would_not_be_taken_are_refused(
    fleur: Api,
    show: Show,
    aws_server: AwsServer,
    order: Order,
    wanted: dict[str, Any],
    field: str,
) -> None:
    show(OrderConfirmed(order), CatalogueChanged(CATALOGUE, 1))
    instead = {"instead_of": "rose-red", "sku": "eucalyptus", "quantity": 1, **wanted}
    answer = fleur.post(f"{PATH}/substitutions", instead)
    assert (answer.status, answer.fields) == (409, [field])
    assert sent(aws_server) == []


def test_what_was_done_before_the_last_act_may_be_asked_for_again(
    fleur: Api, show: Show, aws_server: AwsServer
) -> None:
    back = {"amount": 500, "reason": "A rose was missing."}
    show(OrderConfirmed(shipped()))
    assert fleur.post(f"{PATH}/refunds", back).status == 202
    (message,) = [m for m in sent(aws_server) if isinstance(m, RefundOrder)]
    known = Refund(message.refund, message.amount, message.reason)
    show(OrderConfirmed(shipped(refunds=(known,), history=FULL_HISTORY, version=99)))
    assert fleur.post(f"{PATH}/refunds", back).status == 202


# ---- stems and days ----------------------------------------------------------------------------


def test_stems_are_counted_once_with_a_reason(fleur: Api, aws_server: AwsServer) -> None:
    count = {"day": DAY, "quantity": -40, "reason": "Frost in the van."}
    for _ in range(2):
        answer = fleur.put("/staff/stock/rose-red", count)
        assert answer.status == 202
        assert answer.headers["Location"] == f"/api/staff/audit-log?date={TODAY_UTC}"
    first, repeat = [m for m in sent(aws_server) if isinstance(m, AdjustStock)]
    assert (first.sku, first.day, first.quantity) == ("rose-red", IN_THREE_DAYS, -40)
    assert (first.reason, first.by) == ("Frost in the van.", "sub-fleur")
    assert first.adjustment == repeat.adjustment


def test_a_day_is_closed_with_a_reason(fleur: Api, aws_server: AwsServer) -> None:
    change = {
        "zone": "munich",
        "places": 0,
        "cutoff": IN_TWO_DAYS.isoformat(),
        "closed": True,
        "reason": "A holiday.",
    }
    assert fleur.put(f"/staff/delivery-days/{DAY}", change).status == 202
    (message,) = sent(aws_server)
    assert isinstance(message, SetDeliveryDay)
    assert (message.zone, message.day, message.closed) == ("munich", IN_THREE_DAYS, True)
    assert (message.reason, message.by) == ("A holiday.", "sub-fleur")


@pytest.mark.parametrize(
    ("path", "change", "status", "field"),
    [
        ("stock/rose-red", {"reason": ""}, 422, "reason"),
        ("stock/rose-red", {"quantity": 100_001}, 422, "quantity"),
        ("stock/rose-red", {"day": "2020-01-01"}, 409, "day"),
        ("stock/rose-red", {"day": "2099-01-01"}, 409, "day"),
        ("stock/Rose", {}, 422, "sku"),
        (f"delivery-days/{DAY}", {"reason": " "}, 422, "reason"),
        (f"delivery-days/{DAY}", {"places": -1}, 422, "places"),
        (f"delivery-days/{DAY}", {"cutoff": "2027-01-01T12:00:00"}, 422, "cutoff"),
        (f"delivery-days/{DAY}", {"cutoff": f"{NOW + timedelta(days=9)}"}, 422, "cutoff"),
        (f"delivery-days/{DAY}", {"cutoff": "0001-01-01T00:00:00+14:00"}, 422, "cutoff"),
        ("delivery-days/2020-01-01", {}, 409, "day"),
        ("delivery-days/2099-01-01", {}, 409, "day"),
        ("delivery-days/someday", {}, 422, "day"),
    ],
)
def test_what_cannot_be_counted_or_set_names_the_field(
    fleur: Api, aws_server: AwsServer, path: str, change: Any, status: int, field: str
) -> None:
    good = {
        "stock": {"day": DAY, "quantity": 1, "reason": "Found."},
        "delivery-days": {
            "zone": "munich", "places": 9, "cutoff": IN_TWO_DAYS.isoformat(), "reason": "More."
        },
    }[path.split("/", maxsplit=1)[0]]  # fmt: skip
    answer = fleur.put(f"/staff/{path}", {**good, **change})
    assert (answer.status, answer.fields) == (status, [field])
    assert sent(aws_server) == []


def test_the_journal_tells_who_did_what_and_why_on_a_day(fleur: Api, show: Show) -> None:
    entries = [
        StockAuditEntry(f"act-{at}", "counted", "rose-red", IN_THREE_DAYS, -at, "Frost.",
                        "sub-fleur", datetime(2027, 1, 4, at, tzinfo=UTC))
        for at in range(1, 4)
    ]  # fmt: skip
    show(StockChanged(entries=(entries[2],)))
    show(AuditLogListed(entries[0].at.date(), tuple(entries[:2])))
    shown = fleur.get("/staff/audit-log", date="2027-01-04").body["entries"]
    assert [entry["id"] for entry in shown] == ["act-1", "act-2", "act-3"]
    assert (shown[0]["by"], shown[0]["reason"], shown[0]["quantity"]) == (
        "sub-fleur", "Frost.", -1,
    )  # fmt: skip
    assert fleur.get("/staff/audit-log", date="2027-01-05").status == 503, (
        "it is not marked complete"
    )


@proves("U5")
def test_where_money_and_books_differ_is_shown(fleur: Api, show: Show) -> None:
    assert fleur.get("/staff/mismatches").body == {"mismatches": [], "next": None}
    show(MoneyDiffers(Mismatch(ORDER_ID, "not_captured", 6090, 0, "EUR", "pi_1")))
    (shown,) = fleur.get("/staff/mismatches").body["mismatches"]
    assert (shown["order_id"], shown["expected"], shown["found"]) == (ORDER_ID, 6090, 0)
