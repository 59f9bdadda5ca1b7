"""Test cards, by the names that Stripe documents (docs.stripe.com/testing)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """A card of the simulator. `wants_authentication` asks for 3-D Secure."""

    brand: str
    last4: str
    error: str | None = None
    decline_code: str | None = None
    wants_authentication: bool = False


CARDS = {
    "pm_card_visa": Card("visa", "4242"),
    "pm_card_mastercard": Card("mastercard", "4444"),
    "pm_card_chargeDeclined": Card("visa", "0002", "card_declined", "generic_decline"),
    "pm_card_visa_chargeDeclined": Card("visa", "0002", "card_declined", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": Card(
        "visa", "9995", "card_declined", "insufficient_funds"
    ),
    "pm_card_visa_chargeDeclinedInsufficientFunds": Card(
        "visa", "9995", "card_declined", "insufficient_funds"
    ),
    "pm_card_visa_chargeDeclinedLostCard": Card("visa", "9987", "card_declined", "lost_card"),
    "pm_card_visa_chargeDeclinedStolenCard": Card("visa", "9979", "card_declined", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": Card("visa", "0069", "expired_card"),
    "pm_card_chargeDeclinedIncorrectCvc": Card("visa", "0127", "incorrect_cvc"),
    "pm_card_chargeDeclinedProcessingError": Card("visa", "0119", "processing_error"),
    "pm_card_authenticationRequired": Card("visa", "3184", wants_authentication=True),
    "pm_card_threeDSecure2Required": Card("visa", "3220", wants_authentication=True),
}
"""The payment methods by token. Numbers are never sent: a token stands for each."""
