"""Sends e-mails by Amazon SES (API v2, SendEmail)."""

from dataclasses import dataclass

from services.contracts.text import one_line
from services.runtime.aws import Aws, AwsRefusedError

REJECTIONS = frozenset({"MessageRejected", "BadRequestException"})
"""How SES rejects one e-mail. Whatever else it refuses, such as to send at all while sending
is paused, needs a person
(https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
"""
LONGEST_SUBJECT = 200
"""Characters. A line of a header has at most 998 bytes (RFC 5322, section 2.1.1)."""


class EmailRejectedError(Exception):
    """SES will never send this e-mail to this address. `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"SES rejects the e-mail: {code}")
        self.code = code


@dataclass(frozen=True)
class Mailer:
    """Sends e-mails from the address `sender`; answers go to `reply_to`, or else to the sender."""

    aws: Aws
    sender: str
    reply_to: str = ""

    def send(self, address: str, subject: str, text: str, html: str) -> None:
        """Send an e-mail as text and as HTML. Raises EmailRejectedError, and as `Aws.call` does."""
        try:
            self.aws.call(
                "sesv2",
                "SendEmail",
                {
                    "FromEmailAddress": self.sender,
                    "Destination": {"ToAddresses": [address]},
                    "ReplyToAddresses": [self.reply_to or self.sender],
                    "Content": {
                        "Simple": {
                            "Subject": _utf8(one_line(subject, LONGEST_SUBJECT)),
                            "Body": {"Text": _utf8(text), "Html": _utf8(html)},
                        }
                    },
                },
                attempts=1,
            )
        except AwsRefusedError as refusal:
            if refusal.code in REJECTIONS:
                raise EmailRejectedError(refusal.code) from refusal
            raise


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
