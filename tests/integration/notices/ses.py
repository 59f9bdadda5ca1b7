"""Amazon SES for tests: moto's, behind a door that can fail before or after a letter is taken."""

import http.client
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends

from tests.aws import REGION

SEND_EMAIL = "/v2/email/outbound-emails"


@dataclass(frozen=True)
class Failure:
    """What SES answers instead; `taken` says whether the letter is sent nevertheless."""

    status: int
    code: str
    taken: bool = False


@dataclass
class Ses:
    """SES, and everything else of AWS, at `endpoint`."""

    aws: str
    endpoint: str = ""
    failures: list[Failure] = field(default_factory=list)
    asked: list[Any] = field(default_factory=list)
    """The requests to send, whole: moto keeps one of text and page."""

    @property
    def letters(self) -> list[Any]:
        """What was sent: `source`, `subject`, `body`, `destinations`, oldest first."""
        return list(ses_backends[DEFAULT_ACCOUNT_ID][REGION].sent_messages)

    @property
    def recipients(self) -> list[str]:
        """Whom something was sent to, each time."""
        return [to for letter in self.letters for to in letter.destinations["ToAddresses"]]

    def fails(self, status: int, code: str, *, taken: bool = False) -> None:
        """Let the next letter fail."""
        self.failures.append(Failure(status, code, taken))


@contextmanager
def door_to(aws: str) -> Iterator[Ses]:
    """A door in front of the AWS at this address."""
    ses = Ses(aws)

    class Door(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            ses.asked += [json.loads(body)] * (self.path == SEND_EMAIL)
            failure = ses.failures.pop(0) if self.path == SEND_EMAIL and ses.failures else None
            status, answered = (200, b"")
            if failure is None or failure.taken:
                status, answered = self.pass_on(body)
            if failure:
                self.answer(failure.status, b"{}", failure.code)
            else:
                self.answer(status, answered)

        def pass_on(self, body: bytes) -> tuple[int, bytes]:
            inside = http.client.HTTPConnection(urlsplit(ses.aws).netloc, timeout=5)
            inside.request("POST", self.path, body, dict(self.headers))
            with inside.getresponse() as answer:
                return answer.status, answer.read()

        def answer(self, status: int, body: bytes, code: str = "") -> None:
            self.send_response(status)
            if code:
                self.send_header("x-amzn-ErrorType", code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    ses.endpoint = f"http://127.0.0.1:{server.server_port}"
    yield ses
    server.shutdown()
    server.server_close()
