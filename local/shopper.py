"""A client of the API for one person. `make demo` and the end-to-end tests use it."""

import base64
import json
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any, TypeVar

from deployment.problems import ProblemError
from local.seed import Person
from local.sign_in import Tokens, sign_in
from services.contracts.common import Customer

SCOPES = ("openid", "email", "profile", "crassula/shop")
OWN_ACCOUNT = "aws.cognito.signin.user.admin"
"""The further scope with which customers verify a new e-mail address at Cognito."""
TIMEOUT_SECONDS = 15
POLL_SECONDS = 0.05


AnswerT = TypeVar("AnswerT")


class NotYetError(ProblemError):
    """The expected state was not reached in time."""


class RefusedError(Exception):
    """The store refused a request; the message has its answer."""


@dataclass(frozen=True)
class Answer:
    """The API's answer."""

    status: int
    headers: "Message[str, str]"
    content: bytes

    @property
    def body(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Returns a redirect as the answer instead of following it."""

    def redirect_request(self, *_: Any) -> None:
        return None


class Shopper:
    """A client of the API, with a token or without."""

    def __init__(self, api: str, token: str = "") -> None:
        self.api = api
        self.token = token
        self._opener = urllib.request.build_opener(_NoRedirect())

    @classmethod
    def signed_in(cls, outputs: Mapping[str, str], person: Person) -> "Shopper":
        """Sign a person in through the store's own sign-in page."""
        return cls(outputs["ApiUrl"], tokens_of(outputs, person).access)

    @property
    def customer(self) -> Customer:
        """The customer that the token names."""
        claims = json.loads(base64.urlsafe_b64decode(f"{self.token.split('.')[1]}=="))
        return Customer(claims["sub"], claims["username"])

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request. A write gets a new Idempotency-Key unless one is given."""
        sent = {"Content-Type": "application/json", **(headers or {})}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if method != "GET":
            sent["Idempotency-Key"] = key or str(uuid.uuid4())
        content = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.api}{path}", data=content, headers=sent, method=method
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.headers, error.read())

    def get(self, path: str) -> Answer:
        """Read, and repeat while the store prepares the answer (503, T05)."""
        return wait_for(
            lambda: self.ask("GET", path), lambda a: a.status not in (429, 503), f"GET {path}"
        )

    def change(self, method: str, path: str, body: Any = None) -> Any:
        """Send a write; return the body of the 202. Raises RefusedError."""
        answer = self.ask(method, path, None if method == "DELETE" else body or {})
        if answer.status != 202:
            raise RefusedError(f"{method} {path}: {answer.status} {answer.content!r}")
        return answer.body

    def see(self, path: str) -> Any:
        """Read a resource. Raises RefusedError."""
        answer = self.get(path)
        if answer.status != 200:
            raise RefusedError(f"GET {path}: {answer.status} {answer.content!r}")
        return answer.body

    def wait_to_see(self, path: str, until: Callable[[Any], bool], what: str) -> Any:
        """Read a resource until `until` is true of it. Raises NotYetError, RefusedError."""
        return wait_for(lambda: self.see(path), until, f"{path} {what}")

    def order(self, order_id: str) -> Any:
        """Read an order. Raises RefusedError."""
        return self.see(f"/orders/{order_id}")

    def wait_for_order(self, order_id: str, until: Callable[[Any], bool], what: str) -> Any:
        """Read an order until `until` is true of it. Raises NotYetError."""
        return wait_for(lambda: self.order(order_id), until, f"{order_id} {what}")

    def place(self, request: Mapping[str, Any]) -> str:
        """Place an order, and wait until it can be read; return its id."""
        order_id = str(self.change("POST", "/orders", request)["order_id"])
        self.wait_for_order(order_id, lambda o: o["state"] == "placed", "is placed")
        return order_id

    def pay(self, order_id: str, card: str, part: str = "first") -> None:
        """Pay with a card that the provider keeps. Raises RefusedError."""
        how = {"payment_method": card, "part": part}
        self.change("POST", f"/orders/{order_id}/payment", how)

    def download(self, path: str) -> bytes:
        """Download a document by the redirect to it, without the token, as a browser does.

        Raises RefusedError.
        """
        redirect = self.get(path)
        if redirect.status != 303:
            raise RefusedError(f"GET {path}: {redirect.status} {redirect.content!r}")
        with urllib.request.urlopen(
            redirect.headers["Location"], timeout=TIMEOUT_SECONDS
        ) as document:
            content: bytes = document.read()
        return content


def tokens_of(outputs: Mapping[str, str], person: Person, scopes: Iterable[str] = SCOPES) -> Tokens:
    """The tokens that a browser would hold after signing in."""
    return sign_in(
        outputs["SignInUrl"],
        outputs["ClientId"],
        f"{outputs['SiteUrl']}/shop/signed-in",
        person.email,
        person.password,
        scopes,
    )


def wait_for(
    ask: Callable[[], AnswerT], until: Callable[[AnswerT], bool], what: str, seconds: float = 30
) -> AnswerT:
    """Ask until `until` is true of the answer. Raises NotYetError with the last answer."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if until(answer):
            return answer
        if time.monotonic() > deadline:
            raise NotYetError(f"{what}: still {answer!r} after {seconds} s")
        time.sleep(POLL_SECONDS)
