"""Codes from e-mails, and the sessions of those who are signing in by them.

The limits are Amazon Cognito's ("Passwordless sign-in with one-time passwords", developer guide).
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

DIGITS = 8
"""Of a code to sign in; that of a sign-up has six."""
CODE_SECONDS = 180.0
TRIES = 5
"""The emulator's own number: Cognito slows down whoever guesses, and does not say when."""


@dataclass
class Session:
    """Somebody who is signing in at a client. `code` is empty where no code was sent."""

    client: str
    username: str
    code: str
    ends_at: float
    tries_left: int = TRIES


class WrongCodeError(Exception):
    """This is not the code; it may be tried again."""


class ExpiredCodeError(Exception):
    """The code was the right one, too late."""


class NoSessionError(Exception):
    """There is no such session (any more): the sign-in begins again."""


@dataclass
class Sessions:
    """All sessions that have not ended, by their tokens."""

    clock: Callable[[], float] = time.monotonic
    open: dict[str, Session] = field(default_factory=dict)

    def begin(self, client: str, username: str, *, has_code: bool, seconds: float) -> str:
        """Open a session; return its token."""
        now = self.clock()
        self.open = {token: each for token, each in self.open.items() if each.ends_at > now}
        token = secrets.token_urlsafe(48)
        code = "".join(secrets.choice("0123456789") for _ in range(DIGITS)) if has_code else ""
        self.open[token] = Session(client, username, code, now + seconds)
        return token

    def find(self, token: str, client: str) -> Session:
        """The open session of this client. Raises NoSessionError."""
        found = self.open.get(token)
        if not found or found.client != client:
            raise NoSessionError
        return found

    def prove(self, token: str, client: str, code: str) -> str:
        """End the session by its code; return the user name.

        Raises WrongCodeError, ExpiredCodeError, and NoSessionError, also after too many tries.
        """
        found = self.find(token, client)
        if self.clock() >= found.ends_at:
            del self.open[token]
            raise ExpiredCodeError
        if not found.code or not secrets.compare_digest(found.code, code):
            found.tries_left -= 1
            if not found.tries_left:
                del self.open[token]
            raise WrongCodeError
        del self.open[token]
        return found.username

    def redeem(self, token: str, client: str) -> str:
        """End a session that needs no code; return the user name. Raises NoSessionError."""
        found = self.find(token, client)
        del self.open[token]
        if self.clock() >= found.ends_at:
            raise NoSessionError
        return found.username
