"""Gap: `ses:SendEmail` is looked for on `*`, so a grant on a sender's identity refuses that sender.

Source: "Actions, resources, and condition keys for Amazon SES", service authorization reference.
A sender counts as its domain: addresses that are identities themselves are not looked for.
"""

import json
from collections.abc import Callable

SEND_EMAIL = "/v2/email/outbound-emails"


def apply() -> None:
    """Look for it on the domain that an e-mail comes from."""
    from ministack.core import iam_actions

    arn_of: Callable[..., str] = iam_actions._ses_v2_resource_arn

    def arn_of_sender(method: str, path: str, body: bytes, region: str, account: str) -> str:
        if path != SEND_EMAIL:
            return arn_of(method, path, body, region, account)
        _, _, domain = json.loads(body)["FromEmailAddress"].rpartition("@")
        return f"arn:aws:ses:{region}:{account}:identity/{domain}"

    iam_actions._ses_v2_resource_arn = arn_of_sender
