"""Who is asking: the access token that Cognito has issued, verified here (K10, T14).

API Gateway's authoriser has refused the obvious already; this check does not rely on it. It fails
closed (T13): without keys nobody is let in.
"""

import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import jwt
import urllib3

from services.contracts.common import Customer
from services.contracts.values import Value
from services.proxy.problems import ProblemError, later
from services.proxy.routes import ACCOUNT_SCOPE, FLORISTS, SHOP_SCOPE

ALGORITHM = "RS256"
REQUIRED = ["exp", "iss", "sub", "client_id", "token_use", "username"]
REFETCH_SECONDS = 10
"""At least this long between two fetches: an unknown key id must not become a flood."""
CONNECT_SECONDS = 1.0
READ_SECONDS = 2.0


class Caller(Value):
    """The person behind a verified token."""

    customer: Customer
    groups: tuple[str, ...] = ()

    @property
    def is_florist(self) -> bool:
        """Whether they may do staff work."""
        return FLORISTS in self.groups


class KeysUnavailableError(Exception):
    """Cognito's keys could not be fetched."""


class KeySet:
    """Cognito's public keys, fetched when a key id is unknown, and kept through its outages."""

    def __init__(self, url: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._clock = clock
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at = float("-inf")
        self._failed = False
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
            retries=urllib3.Retry(connect=1, read=0, redirect=0, status=0),
        )

    @property
    def is_loaded(self) -> bool:
        """Whether there is any key to verify with."""
        return bool(self._keys)

    def key(self, key_id: str) -> jwt.PyJWK | None:
        """The key of this id; None when Cognito has no such key.

        Raises KeysUnavailableError when Cognito cannot be asked and nothing is known of the id.
        """
        if key_id in self._keys:
            return self._keys[key_id]
        if self._clock() - self._asked_at >= REFETCH_SECONDS:
            self._asked_at, self._failed = self._clock(), True
            self._keys = self._fetch()
            self._failed = False
        if self._failed:
            raise KeysUnavailableError("the identity provider did not answer a moment ago")
        return self._keys.get(key_id)

    def _fetch(self) -> dict[str, jwt.PyJWK]:
        try:
            answer = self._http.request("GET", self._url)
            if answer.status != HTTPStatus.OK:
                raise KeysUnavailableError(f"the identity provider answered {answer.status}")
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        except (urllib3.exceptions.HTTPError, ValueError, jwt.PyJWTError) as error:
            raise KeysUnavailableError(f"no keys from the identity provider: {error}") from error
        return {key.key_id: key for key in keys if key.key_id}


class Verifier:
    """Turns an Authorization header into a caller, or refuses.

    `code_client_id` is the client of those who sign in by a code from an e-mail; empty: nobody can.
    They are customers and never florists: whoever reads a florist's mail must not pass by their
    second factor.
    """

    def __init__(self, keys: KeySet, issuer: str, client_id: str, code_client_id: str) -> None:
        self.keys = keys
        self._issuer = issuer
        self._code_client_id = code_client_id
        self._scopes = {client_id: SHOP_SCOPE}
        if code_client_id:
            self._scopes[code_client_id] = ACCOUNT_SCOPE

    def verify(self, authorization: str) -> Caller:
        """The person behind `Bearer <token>`. Raises ProblemError: 401, 403 or 503."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise _unauthorised("Sign in: the Authorization header must carry a bearer token.")
        claims = self._claims(token)
        scope = self._scopes[claims["client_id"]]
        if scope not in str(claims.get("scope", "")).split():
            raise ProblemError(
                HTTPStatus.FORBIDDEN,
                f"The token lacks the scope {scope}. Sign in again.",
                field="Authorization",
            )
        customer = Customer(id=claims["sub"], username=claims["username"])
        if claims["client_id"] == self._code_client_id:
            return Caller(customer)
        return Caller(customer, tuple(claims.get("cognito:groups", ())))

    def _claims(self, token: str) -> dict[str, Any]:
        try:
            key_id = jwt.get_unverified_header(token).get("kid", "")
            key = self.keys.key(key_id)
            if key is None:
                raise _unauthorised("The token is not one of this shop's. Sign in again.")
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=[ALGORITHM],
                issuer=self._issuer,
                options={"require": REQUIRED, "verify_aud": False},
            )
        except jwt.ExpiredSignatureError as error:
            raise _unauthorised("The token has expired. Sign in again.") from error
        except jwt.PyJWTError as error:
            raise _unauthorised("The token is not valid. Sign in again.") from error
        except KeysUnavailableError as error:
            raise later("Sign-in cannot be checked at the moment. Try again.", 2) from error
        is_access_token = claims["token_use"] == "access"  # noqa: S105
        if claims["client_id"] not in self._scopes or not is_access_token:
            raise _unauthorised("The token was not issued for this shop's API. Sign in again.")
        return claims


def _unauthorised(detail: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.UNAUTHORIZED,
        detail,
        field="Authorization",
        headers={"WWW-Authenticate": "Bearer"},
    )
