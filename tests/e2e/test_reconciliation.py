"""The books after everything that the other tests bought, cancelled and let fail."""

from typing import Any

from local.shopper import Shopper, wait_for
from operations.reconcile import Findings, follow
from services.contracts.payments import Reconcile
from tests.claims import proves
from tests.e2e.store import Store

PAGER_SECONDS = 60
SOMEBODYS_MISTAKE = 777


def reconcile(store: Store) -> Findings:
    """As the clock has it done every hour, but without leaving out what is new."""
    asked = store.publish(Reconcile(settled_for=0))
    return follow(lambda: iter(store.records(asked)), patience=60, pause=0.5)


def alarm(store: Store) -> str:
    """What the pager says of the money."""
    alarms: list[Any] = store.client("cloudwatch").describe_alarms()["MetricAlarms"]
    (found,) = [a for a in alarms if "MoneyMismatches" in a["AlarmName"]]
    return str(found["StateValue"])


@proves("U5", "FM-PSP-08:detection", "FM-PAY-07:detection")
def test_money_and_books_agree_until_somebody_charges_a_card_by_hand(
    store: Store, flora: Shopper, fleur: Shopper
) -> None:
    order = store.buy(flora, store.day(0))
    fleur.change("POST", f"/orders/{order['id']}/shipment")
    flora.wait_for_order(order["id"], lambda o: o["payment"]["state"] == "captured", "is captured")
    store.wait_until_quiet()
    found = reconcile(store)
    assert found.differences == ()
    assert min(found.orders, found.payments) > 0
    assert alarm(store) != "ALARM"

    store.provider.charge(order["id"], SOMEBODYS_MISTAKE)

    # The provider counts in seconds: what is made in this one belongs to the next comparison.
    (difference,) = wait_for(lambda: reconcile(store).differences, bool, "the difference")
    assert (difference.order_id, difference.kind) == (order["id"], "not_in_the_books")
    assert (difference.expected, difference.found) == (0, SOMEBODYS_MISTAKE)
    fleur.wait_to_see(
        "/staff/mismatches",
        lambda page: [m["order_id"] for m in page["mismatches"]] == [order["id"]],
        "shows it",
    )
    wait_for(lambda: alarm(store), lambda state: state == "ALARM", "the pager", PAGER_SECONDS)
