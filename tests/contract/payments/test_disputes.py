"""What the store relies on when money that was taken does not stay: disputes and failed refunds."""

from typing import Any

import pytest
import stripe

from tests.contract.payments.asking import AMOUNT, authorise
from tests.contract.payments.receiver import receiving
from tests.payments import Provider

pytestmark = pytest.mark.finding("B10", "B11", "B12")


def captured(client: Any, card: str = "pm_card_visa") -> Any:
    return client.payment_intents.capture(authorise(client, card).id)


def the_dispute(client: Any, intent: Any) -> Any:
    (dispute,) = client.disputes.list({"payment_intent": intent.id}).data
    return dispute


def test_a_dispute_takes_the_money_until_the_bank_has_decided(client: Any) -> None:
    intent = captured(client, "pm_card_createDispute")
    dispute = the_dispute(client, intent)
    assert (dispute.status, dispute.amount) == ("needs_response", AMOUNT)
    assert dispute.is_charge_refundable is False
    assert client.disputes.retrieve(dispute.id).charge == intent.latest_charge
    with pytest.raises(stripe.InvalidRequestError) as refused:
        client.refunds.create({"payment_intent": intent.id})
    assert refused.value.code == "charge_disputed"


@pytest.mark.parametrize(
    ("evidence", "status"), [("winning_evidence", "won"), ("losing_evidence", "lost")]
)
def test_evidence_decides_a_dispute(
    provider: Provider, client: Any, evidence: str, status: str
) -> None:
    dispute = the_dispute(client, captured(client, "pm_card_createDispute"))
    client.disputes.update(
        dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": True}
    )
    assert client.disputes.retrieve(dispute.id).status == status
    told = [event["type"] for event in provider.events() if "dispute" in event["type"]]
    assert told == [
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "charge.dispute.updated",
        "charge.dispute.closed",
        *(["charge.dispute.funds_reinstated"] if status == "won" else []),
    ]


def test_what_was_disputed_and_won_can_be_refunded(provider: Provider, client: Any) -> None:
    intent = captured(client)
    provider.decide(provider.dispute(intent.id)["id"], is_won=True)
    assert client.refunds.create({"payment_intent": intent.id}).amount == AMOUNT


def test_an_inquiry_takes_no_money(client: Any) -> None:
    intent = captured(client, "pm_card_createDisputeInquiry")
    assert the_dispute(client, intent).status == "warning_needs_response"
    assert client.refunds.create({"payment_intent": intent.id}).amount == AMOUNT


def test_a_shop_that_gives_in_has_lost(client: Any) -> None:
    dispute = the_dispute(client, captured(client, "pm_card_createDispute"))
    assert client.disputes.close(dispute.id).status == "lost"
    with pytest.raises(stripe.InvalidRequestError):
        client.disputes.close(dispute.id)


def test_a_refund_that_succeeded_can_fail_afterwards(provider: Provider, client: Any) -> None:
    intent = captured(client, "pm_card_refundFail")
    refund = client.refunds.create({"payment_intent": intent.id, "amount": 700})
    assert refund.status == "succeeded"
    assert client.refunds.retrieve(refund.id).status == "failed"
    assert client.charges.retrieve(intent.latest_charge).amount_refunded == 0
    told = [event["type"] for event in provider.events()][-5:]
    assert told == [
        "refund.created",
        "charge.refunded",
        "refund.updated",
        "charge.refund.updated",
        "refund.failed",
    ]


def test_a_refund_can_take_its_time(client: Any) -> None:
    intent = captured(client, "pm_card_pendingRefund")
    refund = client.refunds.create({"payment_intent": intent.id, "amount": 700})
    assert refund.status == "pending"
    assert client.refunds.retrieve(refund.id).status == "succeeded"


@pytest.mark.parametrize(
    ("amount", "code"),
    [(49, "amount_too_small"), (50, ""), (99_999_999, ""), (100_000_000, "amount_too_large")],
)
def test_an_amount_has_a_least_and_a_most(client: Any, amount: int, code: str) -> None:
    if not code:
        assert authorise(client, amount=amount).amount == amount
        return
    with pytest.raises(stripe.InvalidRequestError) as refused:
        authorise(client, amount=amount)
    assert (refused.value.code, refused.value.param) == (code, "amount")


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (409, stripe.StripeError, "idempotency_key_in_use"),
        (429, stripe.RateLimitError, "rate_limit"),
    ],
)
def test_the_api_s_limits_are_refusals_to_be_repeated(
    provider: Provider, client: Any, status: int, error: type[stripe.StripeError], code: str
) -> None:
    provider.fail("POST /v1/payment_intents", "status", status=status)
    with pytest.raises(error) as refused:
        authorise(client, key="again")
    answered: Any = refused.value.json_body
    assert (refused.value.http_status, answered["error"]["code"]) == (status, code)
    assert authorise(client, key="again").status == "requires_capture"


def test_an_event_is_written_in_the_version_that_its_endpoint_asks_for(
    provider: Provider, client: Any
) -> None:
    with receiving() as receiver:
        endpoint = client.webhook_endpoints.create(
            {"url": receiver.url, "enabled_events": ["*"], "api_version": stripe.api_version}
        )
        authorise(client)
        assert {e.api_version for e in receiver.events(3, endpoint.secret)} == {stripe.api_version}
    with receiving() as receiver:
        endpoint = client.webhook_endpoints.create({"url": receiver.url, "enabled_events": ["*"]})
        authorise(client)
        assert stripe.api_version not in {
            e.api_version for e in receiver.events(3, endpoint.secret)
        }
