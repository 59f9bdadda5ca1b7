"""What a function is told by its environment."""

import os


class MissingSettingError(Exception):
    """The function was deployed without a setting that it needs."""


def required(name: str) -> str:
    """The value of environment variable `name`. Raises MissingSettingError."""
    value = os.environ.get(name, "")
    if not value:
        raise MissingSettingError(f"{name} is not set: the stack of this function must set it")
    return value


def optional(name: str, default: str = "") -> str:
    """The value of environment variable `name`, or `default`."""
    return os.environ.get(name) or default
