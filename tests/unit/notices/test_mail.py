"""What the mail service is given for a letter."""

from typing import Any, cast

import pytest

from services.notices.gateways.mail import Mailer
from services.runtime.aws import Aws


class Listening:
    """Keeps what it is asked to send."""

    def __init__(self) -> None:
        self.asked: dict[str, Any] = {}

    def call(self, _service: str, _action: str, asked: dict[str, Any], *, attempts: int) -> None:
        self.asked = asked


@pytest.mark.finding("A16")
@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\u0085", "\r\n", "\n"])
def test_a_subject_is_one_line_whatever_somebody_wrote_into_it(end: str) -> None:
    aws = Listening()
    subject = f"Your enquiry: Ida{end}Bcc: everybody@example.com"
    Mailer(cast("Aws", aws), "shop@example.com").send(
        "ida@example.com", subject, "Hello", "<p>Hello"
    )
    sent = aws.asked["Content"]["Simple"]["Subject"]["Data"]
    assert sent == "Your enquiry: Ida Bcc: everybody@example.com"
