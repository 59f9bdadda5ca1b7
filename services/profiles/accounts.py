"""What profiles may change in Cognito: somebody's e-mail address, and that they exist."""

from services.runtime.aws import AwsRefusedError
from services.runtime.directory import UNKNOWN, Directory

REFUSALS = frozenset(
    {UNKNOWN, "AliasExistsException", "InvalidParameterException", "CodeDeliveryFailureException"}
)
"""Cognito will not have this address: somebody else's, none at all, or nothing arrives there."""


class EmailRefusedError(Exception):
    """Cognito refuses the address. `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Cognito refuses the address: {code}")
        self.code = code


class Accounts(Directory):
    """The user pool, to change people in."""

    def change_email(self, username: str, email: str) -> None:
        """Wish for another address; the pool keeps the old one until the new one is verified.

        Raises EmailRefusedError, and as `Aws.call` does.
        """
        wish = [{"Name": "email", "Value": email}]
        try:
            self.call("AdminUpdateUserAttributes", username, UserAttributes=wish)
        except AwsRefusedError as refusal:
            if refusal.code in REFUSALS:
                raise EmailRefusedError(refusal.code) from refusal
            raise

    def delete(self, username: str) -> None:
        """Let them sign in no more; harmless to repeat. Raises as `Aws.call` does."""
        try:
            self.call("AdminDeleteUser", username)
        except AwsRefusedError as refusal:
            if refusal.code != UNKNOWN:
                raise
