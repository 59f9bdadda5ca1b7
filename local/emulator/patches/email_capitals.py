"""Gap: a pool that takes no account of capitals in e-mail addresses takes account of them.

Source: `UsernameConfiguration`, `CaseSensitive`, Amazon Cognito API reference.
"""

from collections.abc import Callable
from typing import Any

Pool = dict[str, Any]
Found = tuple[Any, Any]


def apply() -> None:
    """Find a person of such a pool by their address in any capitals, also when they sign up."""
    from ministack.services import cognito

    resolve: Callable[[Pool, str], Found] = cognito._resolve_user

    def resolve_in_any_capitals(pool: Pool, username: str) -> Found:
        return resolve(pool, _as_stored(pool, username) if username else username)

    cognito._resolve_user = resolve_in_any_capitals


def _as_stored(pool: Pool, username: str) -> str:
    """The address as its owner wrote it."""
    setting = (pool.get("UsernameConfiguration") or {}).get("CaseSensitive", True)
    if str(setting).lower() == "true" or "@" not in username:
        return username
    return next(
        (email for email in _emails(pool) if email.casefold() == username.casefold()), username
    )


def _emails(pool: Pool) -> list[str]:
    return [
        str(attribute["Value"])
        for user in pool["_users"].values()
        for attribute in user.get("Attributes", [])
        if attribute["Name"] == "email"
    ]
