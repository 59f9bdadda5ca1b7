"""Gap: nobody can sign up without a password, or sign in at the API by a code from an e-mail.

The flow USER_AUTH with EMAIL_OTP. Source: "Manage authentication methods in AWS SDKs", "Signing up
and confirming user accounts", "Managing user existence error responses", Amazon Cognito developer
guide. Only what the shop asks for is answered: SELECT_CHALLENGE is not.
"""

import secrets
from collections.abc import Callable
from typing import Any

from local.emulator.codes import (
    CODE_SECONDS,
    ExpiredCodeError,
    NoSessionError,
    Sessions,
    WrongCodeError,
)

FLOW = "USER_AUTH"
EMAIL_OTP = "EMAIL_OTP"
DEFAULT_MINUTES = 3
"""Of a session, unless the client has its own number."""

Data = dict[str, Any]
Answer = tuple[Any, ...]
SESSIONS = Sessions()


def apply() -> None:
    """Answer sign-ups and sign-ins of clients that allow it."""
    from ministack.services import cognito

    sign_up: Callable[[Data], Answer] = cognito._sign_up
    confirm: Callable[[Data], Answer] = cognito._confirm_sign_up
    initiate: Callable[[Data], Answer] = cognito._initiate_auth
    respond: Callable[[Data], Answer] = cognito._respond_to_auth_challenge

    def sign_up_without_password(data: Data) -> Answer:
        if data.get("Password") or not _allows(data["ClientId"]):
            return sign_up(data)
        # Nobody knows it: an empty one would let everybody in.
        unknown = f"{secrets.token_urlsafe(32)}aA1!"
        return sign_up({**data, "Password": unknown})

    def confirm_and_open(data: Data) -> Answer:
        answer = confirm(data)
        client = data["ClientId"]
        if answer[0] != 200 or not _allows(client):
            return answer
        pool, _id = cognito._pool_for_client(client)
        minutes = pool["_clients"][client].get("AuthSessionValidity") or DEFAULT_MINUTES
        user, _error = cognito._resolve_user(pool, data["Username"])
        session = SESSIONS.begin(client, user["Username"], has_code=False, seconds=60 * minutes)
        return _ok({"Session": session})

    def initiate_or_send(data: Data) -> Answer:
        return _initiate(data) if data.get("AuthFlow") == FLOW else initiate(data)

    def respond_or_prove(data: Data) -> Answer:
        return _prove(data) if data.get("ChallengeName") == EMAIL_OTP else respond(data)

    cognito._sign_up = sign_up_without_password
    cognito._confirm_sign_up = confirm_and_open
    cognito._initiate_auth = initiate_or_send
    cognito._respond_to_auth_challenge = respond_or_prove


def _allows(client_id: str) -> bool:
    """Whether both pool and client allow codes."""
    from ministack.services import cognito

    pool, _id = cognito._pool_for_client(client_id)
    if not pool or EMAIL_OTP not in cognito._available_first_auth_factors(pool):
        return False
    return f"ALLOW_{FLOW}" in (pool["_clients"][client_id].get("ExplicitAuthFlows") or [])


def _initiate(data: Data) -> Answer:
    """Sign in who has just signed up, or send a code."""
    from ministack.services import cognito

    client, parameters = data["ClientId"], data.get("AuthParameters") or {}
    if not _allows(client):
        return _error("InvalidParameterException", "USER_AUTH flow not enabled for this client")
    name = parameters.get("USERNAME")
    if not name:
        return _error("InvalidParameterException", "Missing required parameter USERNAME")
    pool, _id = cognito._pool_for_client(client)
    user, _unknown = cognito._resolve_user(pool, name)
    if data.get("Session"):
        return _signed_up(client, user, data["Session"])
    if parameters.get("PREFERRED_CHALLENGE") != EMAIL_OTP:
        return _error("InvalidParameterException", "The emulator has EMAIL_OTP alone.")
    return _refusal_of(user) or _challenge(client, pool, name, user)


def _refusal_of(user: Data | None) -> Answer | None:
    if user and not user.get("Enabled", True):
        return _error("NotAuthorizedException", "User is disabled.")
    if user and user.get("UserStatus") == "UNCONFIRMED":
        return _error("UserNotConfirmedException", "User is not confirmed.")
    return None


def _challenge(client: str, pool: Data, name: str, user: Data | None) -> Answer:
    """What is asked of them; of an unknown person the same as of somebody who exists."""
    from ministack.services import cognito

    factors: list[str] = cognito._available_first_auth_factors(pool)
    if not user:
        chosen = secrets.choice(factors)  # "selects randomly from the challenges", says the guide
    else:
        chosen = EMAIL_OTP if _may_have_code(user) else "PASSWORD"
    attributes = cognito._attr_list_to_dict(user["Attributes"]) if user else {"email": name}
    sends = bool(user) and chosen == EMAIL_OTP
    username = user["Username"] if user else name
    token = SESSIONS.begin(client, username, has_code=sends, seconds=CODE_SECONDS)
    if sends:
        code = SESSIONS.find(token, client).code
        cognito._send_email_otp(pool, username, attributes, code)
    told = {
        "CODE_DELIVERY_DELIVERY_MEDIUM": "EMAIL",
        "CODE_DELIVERY_DESTINATION": cognito._masked_destination(attributes["email"]),
    }
    return _ok(
        {
            "ChallengeName": chosen,
            "Session": token,
            "ChallengeParameters": told if chosen == EMAIL_OTP else {},
            "AvailableChallenges": factors,
        }
    )


def _may_have_code(user: Data) -> bool:
    """Not whoever has a second factor ("Adding MFA to a user pool", prerequisites)."""
    return user.get("UserStatus") == "CONFIRMED" and not user.get("_mfa_enabled")


def _signed_up(client: str, user: Data | None, session: str) -> Answer:
    try:
        username = SESSIONS.redeem(session, client)
    except NoSessionError:
        return _no_session()
    if not user or user["Username"] != username:
        return _no_session()
    return _tokens(client, user)


def _prove(data: Data) -> Answer:
    from ministack.services import cognito

    client, responses = data["ClientId"], data.get("ChallengeResponses") or {}
    pool, _id = cognito._pool_for_client(client)
    if not pool or not {"USERNAME", "EMAIL_OTP_CODE"} <= responses.keys():
        return _error("InvalidParameterException", "USERNAME and EMAIL_OTP_CODE are needed.")
    try:
        username = SESSIONS.prove(data.get("Session", ""), client, responses["EMAIL_OTP_CODE"])
    except WrongCodeError:
        return _error("CodeMismatchException", "Invalid code or auth state for the user.")
    except ExpiredCodeError:
        return _error("ExpiredCodeException", "Your code has expired, please request a new one.")
    except NoSessionError:
        return _no_session()
    user, _unknown = cognito._resolve_user(pool, username)
    asked, _unknown = cognito._resolve_user(pool, responses["USERNAME"])
    return _tokens(client, user) if user and user is asked else _no_session()


def _tokens(client: str, user: Data) -> Answer:
    from ministack.services import cognito

    _pool, pool_id = cognito._pool_for_client(client)
    made = cognito._build_auth_result(pool_id, client, user)
    return _ok({"ChallengeParameters": {}, "AuthenticationResult": made})


def _no_session() -> Answer:
    return _error("NotAuthorizedException", "Invalid session for the user.")


def _ok(body: Data) -> Answer:
    from ministack.services import cognito

    answer: Answer = cognito.json_response(body)
    return answer


def _error(code: str, message: str) -> Answer:
    from ministack.services import cognito

    answer: Answer = cognito.error_response_json(code, message, 400)
    return answer
