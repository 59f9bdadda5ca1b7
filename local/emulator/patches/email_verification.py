"""Gap: a pool that keeps the old e-mail address until the new one is verified replaces it at once.

An administrator's change waits for VerifyUserAttribute, which is added; the code is in an e-mail.
Source: "Verifying updates to email addresses and phone numbers", Amazon Cognito developer guide.
"""

from collections.abc import Awaitable, Callable
from typing import Any

VERIFY = "VerifyUserAttribute"
CODE = "123456"
"""The emulator's own, of every sign-up."""
WAITING = "_waiting_email"

Data = dict[str, Any]
Answer = tuple[Any, ...]


def apply() -> None:
    """Hold such a change until the code comes; refuse another user's address."""
    from ministack.services import cognito

    update: Callable[[Data], Answer] = cognito._admin_update_user_attributes
    dispatch: Callable[[str, Data], Awaitable[Answer]] = cognito._dispatch_idp

    def update_or_wait(data: Data) -> Answer:
        email, others = _split(data["UserAttributes"])
        pool, user = _find(data)
        if not user or not email or not _keeps_original(pool):
            return update(data)
        if _is_taken(pool, user, email):
            return _error("AliasExistsException", "An account with the email already exists.")
        user[WAITING] = email
        cognito._send_verification_email(pool, user["Username"], {"email": email}, CODE)
        return update({**data, "UserAttributes": others})

    async def dispatch_or_verify(action: str, data: Data) -> Answer:
        if action != VERIFY:
            return await dispatch(action, data)
        answer: Answer = cognito._run_idp_handler(_verify, action, data)
        return answer

    cognito._admin_update_user_attributes = update_or_wait
    cognito._dispatch_idp = dispatch_or_verify
    cognito._UNSIGNED_IDP_ACTIONS.add(VERIFY)


def _verify(data: Data) -> Answer:
    from ministack.services import cognito

    user, _pool = cognito._user_pool_for_access_token(data["AccessToken"])
    if not user or data["AttributeName"] != "email":
        return _error("InvalidParameterException", "Only a known user's email can be verified.")
    waiting = user.get(WAITING)
    error: Answer | None = cognito._code_error(CODE if waiting else None, data["Code"])
    if error:
        return error
    verified = [{"Name": "email", "Value": waiting}, {"Name": "email_verified", "Value": "true"}]
    user["Attributes"] = cognito._merge_attributes(user["Attributes"], verified)
    del user[WAITING]
    answer: Answer = cognito.json_response({})
    return answer


def _split(attributes: list[dict[str, str]]) -> tuple[str, list[dict[str, str]]]:
    """The new address, and the other attributes."""
    emails = [each["Value"] for each in attributes if each["Name"] == "email"]
    return "".join(emails), [each for each in attributes if each["Name"] != "email"]


def _find(data: Data) -> tuple[Data, Data | None]:
    from ministack.services import cognito

    pool = cognito._user_pools.get(data["UserPoolId"]) or {"_users": {}}
    user, _error = cognito._resolve_user(pool, data["Username"])
    return pool, user


def _keeps_original(pool: Data) -> bool:
    settings = pool.get("UserAttributeUpdateSettings") or {}
    return "email" in settings.get("AttributesRequireVerificationBeforeUpdate", [])


def _is_taken(pool: Data, user: Data, email: str) -> bool:
    return any(
        {"Name": "email", "Value": email} in other["Attributes"]
        for other in pool["_users"].values()
        if other is not user
    )


def _error(code: str, message: str) -> Answer:
    from ministack.services import cognito

    answer: Answer = cognito.error_response_json(code, message, 400)
    return answer
