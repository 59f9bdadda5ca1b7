"""Checks a request's parameters as Stripe does."""

from typing import Any

from local.payments.errors import invalid

Parameters = dict[str, Any]


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


def is_true(value: Any) -> bool:
    """A flag as the form spells it."""
    return value in (True, "true")
