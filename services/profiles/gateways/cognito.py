"""What profiles may change in Cognito: a user's e-mail address, and that the user exists."""

from services.runtime.aws import AwsRefusedError
from services.runtime.directory import UNKNOWN, Directory

REFUSALS = frozenset(
    {UNKNOWN, "AliasExistsException", "InvalidParameterException", "CodeDeliveryFailureException"}
)
"""Cognito refuses the address: it is another user's, or invalid, or does not receive e-mails."""


class EmailRefusedError(Exception):
    """Cognito refuses the address. `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Cognito refuses the address: {code}")
        self.code = code


class CognitoUsers(Directory):
    """The user pool, to change users in."""

    def change_email(self, username: str, email: str) -> None:
        """Request another address; the pool keeps the old one until the new one is verified.

        Raises EmailRefusedError, and as `Aws.call` does.
        """
        attributes = [{"Name": "email", "Value": email}]
        try:
            self.call("AdminUpdateUserAttributes", username, UserAttributes=attributes)
        except AwsRefusedError as refusal:
            if refusal.code in REFUSALS:
                raise EmailRefusedError(refusal.code) from refusal
            raise

    def delete(self, username: str) -> None:
        """Delete the user, who cannot sign in any more; harmless to repeat.

        Raises as `Aws.call` does.
        """
        try:
            self.call("AdminDeleteUser", username)
        except AwsRefusedError as refusal:
            if refusal.code != UNKNOWN:
                raise
