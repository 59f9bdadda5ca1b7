"""Checks a request's parameters as Stripe does."""

from typing import Any

from local.payments.errors import invalid

Parameters = dict[str, Any]
LEAST = {"gbp": 30, "sek": 300, "dkk": 250, "nok": 300, "pln": 200}
LEAST_OF_OTHERS = 50
"""The smallest charge by currency, in minor units: 0.50 in euros, francs and dollars."""
MOST_CHARGED = 99_999_999
"""An amount has eight digits at the most."""


def check(expected: type, parameters: Parameters) -> None:
    """Refuse what the API does not know, by the library's own list. Raises Refusal 400.

    Parameters that the simulator ignores are accepted.
    """
    for name in parameters:
        if name == "payment_method_types":
            raise invalid(
                "payment_method_types is no longer supported",
                "payment_method_types_no_longer_supported",
                name,
            )
        if name not in expected.__annotations__:
            raise invalid(f"Received unknown parameter: {name}", "parameter_unknown", name)


def required(parameters: Parameters, name: str) -> Any:
    """A parameter that must be there. Raises Refusal 400."""
    if not parameters.get(name):
        raise invalid(f"Missing required param: {name}.", "parameter_missing", name)
    return parameters[name]


def positive(parameters: Parameters, name: str) -> int:
    """A whole number above zero. Raises Refusal 400."""
    given = str(parameters.get(name, ""))
    if not given.isdigit() or int(given) < 1:
        raise invalid(f"Invalid positive integer: {name}", "parameter_invalid_integer", name)
    return int(given)


def chargeable(parameters: Parameters, currency: str) -> int:
    """The `amount` of a payment, within what is charged in this currency. Raises Refusal 400.

    https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts
    """
    amount = positive(parameters, "amount")
    least = LEAST.get(currency, LEAST_OF_OTHERS)
    if amount < least:
        words = f"Amount must be at least {least / 100:.2f} {currency}"
        raise invalid(words, "amount_too_small", "amount")
    if amount > MOST_CHARGED:
        words = f"Amount must be no more than {MOST_CHARGED / 100:,.2f} {currency}"
        raise invalid(words, "amount_too_large", "amount")
    return amount


def is_true(value: Any) -> bool:
    """A flag as the form spells it."""
    return value in (True, "true")
