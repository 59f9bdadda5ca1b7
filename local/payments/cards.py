"""Test cards, by the names that Stripe documents (docs.stripe.com/testing)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Card:
    """A card of the simulator, and how its bank answers."""

    brand: str
    last4: str
    error: str | None = None
    decline_code: str | None = None
    authentication: Literal["never", "always", "unless_set_up"] = "never"
    """When the bank wants to see the cardholder (3-D Secure)."""
    can_be_set_up: bool = True
    """Whether it can be kept for later; what is declined then is declined by `error`."""
    afterwards: Literal["", "disputed", "inquired", "refund_fails", "refund_pends"] = ""
    """What happens after it was charged: its owner objects, or a refund does not arrive (at once).

    https://docs.stripe.com/testing#disputes and #refunds
    """


def _declined(last4: str, error: str, decline_code: str | None = None) -> Card:
    return Card("visa", last4, error, decline_code, can_be_set_up=False)


DECLINED = _declined("0002", "card_declined", "generic_decline")
BROKE = _declined("9995", "card_declined", "insufficient_funds")
CARDS = {
    "pm_card_visa": Card("visa", "4242"),
    "pm_card_mastercard": Card("mastercard", "4444"),
    "pm_card_amex": Card("amex", "8431"),
    "pm_card_chargeDeclined": DECLINED,
    "pm_card_visa_chargeDeclined": DECLINED,
    "pm_card_chargeDeclinedInsufficientFunds": BROKE,
    "pm_card_visa_chargeDeclinedInsufficientFunds": BROKE,
    "pm_card_visa_chargeDeclinedLostCard": _declined("9987", "card_declined", "lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": _declined("9979", "card_declined", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": _declined("0069", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": _declined("0127", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": _declined("0119", "processing_error"),
    "pm_card_chargeCustomerFail": Card("visa", "0341", "card_declined", "generic_decline"),
    "pm_card_createDispute": Card("visa", "0259", afterwards="disputed"),
    "pm_card_createDisputeInquiry": Card("visa", "1976", afterwards="inquired"),
    "pm_card_refundFail": Card("visa", "5126", afterwards="refund_fails"),
    "pm_card_pendingRefund": Card("visa", "7726", afterwards="refund_pends"),
    "pm_card_authenticationRequired": Card("visa", "3184", authentication="always"),
    "pm_card_threeDSecure2Required": Card("visa", "3220", authentication="always"),
    "pm_card_authenticationRequiredOnSetup": Card("visa", "3155", authentication="unless_set_up"),
    "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds": Card(
        "visa", "3178", "card_declined", "insufficient_funds", authentication="always"
    ),
}
"""The payment methods by token. Numbers are never sent: a token stands for each."""


def charged_with(charge: Mapping[str, Any]) -> Card:
    """The card of a charge; one of an earlier version's file does nothing afterwards."""
    return CARDS[charge.get("_card", "pm_card_visa")]


NUMBERS = {
    "4242424242424242": "pm_card_visa",
    "5555555555554444": "pm_card_mastercard",
    "371449635398431": "pm_card_amex",
    "4000000000000002": "pm_card_chargeDeclined",
    "4000000000009995": "pm_card_chargeDeclinedInsufficientFunds",
    "4000000000009987": "pm_card_visa_chargeDeclinedLostCard",
    "4000000000009979": "pm_card_visa_chargeDeclinedStolenCard",
    "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
    "4000000000000127": "pm_card_chargeDeclinedIncorrectCvc",
    "4000000000000119": "pm_card_chargeDeclinedProcessingError",
    "4000000000000341": "pm_card_chargeCustomerFail",
    "4000000000000259": "pm_card_createDispute",
    "4000000000001976": "pm_card_createDisputeInquiry",
    "4000000000005126": "pm_card_refundFail",
    "4000000000007726": "pm_card_pendingRefund",
    "4000002760003184": "pm_card_authenticationRequired",
    "4000000000003220": "pm_card_threeDSecure2Required",
    "4000002500003155": "pm_card_authenticationRequiredOnSetup",
    "4000008260003178": "pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
}
"""What is typed into the card's form, and whose number it is: they stay in that form."""
