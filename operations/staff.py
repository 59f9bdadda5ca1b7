"""`make staff EMAIL=...`: add a person to the florists, who may do staff work; LEAVES=yes: remove.

The person has signed up at the shop before, as customers do, and has verified the address.
"""

import argparse
import sys
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.proxy.routes import FLORISTS


class NotAFloristError(Exception):
    """The person cannot become a florist yet; the message says why."""


def main() -> int:
    """Add or remove a florist. The exit code is 1 when that was refused."""
    parser = argparse.ArgumentParser(prog="operations.staff", description=__doc__)
    parser.add_argument("email", help="the address with which they sign in")
    parser.add_argument("--leaves", action="store_true", help="they are a florist no longer")
    stage_argument(parser)
    given = parser.parse_args()
    change = leave if given.leaves else join
    try:
        deployed = Deployed(given.stage)
        done = change(deployed.client("cognito-idp"), deployed.outputs["UserPoolId"], given.email)
    except (NotDeployedError, NotAFloristError, BotoCoreError, ClientError) as problem:
        print(f"Nothing was changed: {problem}", file=sys.stderr)
        return 1
    print(done)
    return 0


def join(cognito: Any, pool: str, email: str) -> str:
    """Add the person to the florists; return a confirmation. Raises NotAFloristError."""
    person = _person(cognito, pool, email)
    attributes = {each["Name"]: each["Value"] for each in person["UserAttributes"]}
    if attributes.get("email_verified") != "true":
        raise NotAFloristError(f"{email} has not been verified: they enter the code they were sent")
    cognito.admin_add_user_to_group(
        UserPoolId=pool, Username=person["Username"], GroupName=FLORISTS
    )
    second = "" if person.get("UserMFASettingList") else " They have no second factor yet."
    return f"{email} is a florist from their next sign-in on.{second}"


def leave(cognito: Any, pool: str, email: str) -> str:
    """Remove the person from the florists; return a confirmation. Raises NotAFloristError."""
    username = _person(cognito, pool, email)["Username"]
    cognito.admin_remove_user_from_group(UserPoolId=pool, Username=username, GroupName=FLORISTS)
    # The access token contains the group for up to an hour; sign-out prevents a new token.
    cognito.admin_user_global_sign_out(UserPoolId=pool, Username=username)
    return f"{email} is signed out, and a florist for an hour more at the most."


def _person(cognito: Any, pool: str, email: str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = cognito.admin_get_user(UserPoolId=pool, Username=email)
    except cognito.exceptions.UserNotFoundException:
        raise NotAFloristError(f"nobody has signed up with {email}: they do so first") from None
    return found


if __name__ == "__main__":
    sys.exit(main())
