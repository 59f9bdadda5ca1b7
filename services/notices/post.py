"""The post: Amazon SES, which sends what is written (API v2, SendEmail)."""

from dataclasses import dataclass

from services.runtime.aws import Aws, AwsRefusedError

REFUSALS = frozenset({"MessageRejected", "BadRequestException"})
"""What SES says of this one letter. Whatever else it refuses, such as to send at all while sending
is paused, is a matter for people
(https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html).
"""


class LetterRefusedError(Exception):
    """SES will never send this letter to this address. `code` is its reason."""

    def __init__(self, code: str) -> None:
        super().__init__(f"SES refuses the letter: {code}")
        self.code = code


@dataclass(frozen=True)
class Post:
    """Sends as `sender`."""

    aws: Aws
    sender: str

    def send(self, email: str, subject: str, text: str) -> None:
        """Hand a letter to SES. Raises LetterRefusedError, and as `Aws.call` does."""
        try:
            self.aws.call(
                "sesv2",
                "SendEmail",
                {
                    "FromEmailAddress": self.sender,
                    "Destination": {"ToAddresses": [email]},
                    "Content": {
                        "Simple": {"Subject": _utf8(subject), "Body": {"Text": _utf8(text)}}
                    },
                },
                attempts=1,
            )
        except AwsRefusedError as refusal:
            if refusal.code in REFUSALS:
                raise LetterRefusedError(refusal.code) from refusal
            raise


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}
