"""Who has signed up, as Cognito knows them (K28): tokens and messages carry no e-mail address."""

from dataclasses import dataclass
from typing import Any

from services.contracts.text import one_line
from services.contracts.values import Value
from services.runtime.aws import Aws, AwsRefusedError

UNKNOWN = "UserNotFoundException"
EMAIL_LENGTH = 254
"""Characters of an address: a longer one is none (RFC 5321), and a part of one is another's."""
NAME_LENGTH = 120
"""Characters of a name that are kept: people, and other providers, may have put anything there."""


class Person(Value):
    """Somebody who can sign in. Both fields may be empty."""

    email: str
    name: str


@dataclass(frozen=True)
class Directory:
    """A user pool, to look people up in."""

    aws: Aws
    pool: str

    def find(self, username: str) -> Person | None:
        """The person of this username, or of this `sub`; None when there is none (any more).

        Cognito takes the `sub` of those alone who signed up here, not with another provider
        (https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html).
        Raises as `Aws.call` does.
        """
        try:
            answer = self.call("AdminGetUser", username)
        except AwsRefusedError as refusal:
            if refusal.code == UNKNOWN:
                return None
            raise
        known = {a["Name"]: a["Value"] for a in answer["UserAttributes"]}
        email = one_line(known.get("email", ""), EMAIL_LENGTH + 1)
        reachable = email if len(email) <= EMAIL_LENGTH else ""
        return Person(reachable, one_line(known.get("name", ""), NAME_LENGTH))

    def call(self, action: str, username: str, **more: Any) -> dict[str, Any]:
        """One of Cognito's actions on one person. Raises as `Aws.call` does."""
        return self.aws.call(
            "cognito-idp", action, {"UserPoolId": self.pool, "Username": username, **more}
        )
