"""Signs a person in the way a browser does: authorisation code with PKCE over plain HTTP.

RFC 6749 section 4.1 and RFC 7636. For `make demo` and tests; it fills in the sign-in page's form.
"""

import base64
import hashlib
import json
import secrets
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

TIMEOUT_SECONDS = 10


class SignInFailedError(Exception):
    """The person was not signed in; the message says at which step, and never the password."""


@dataclass(frozen=True)
class Tokens:
    """The tokens of a browser. They are secrets: `repr` does not show them."""

    access: str
    identity: str
    refresh: str
    expires_in: int
    """Seconds, of the access token."""

    def __repr__(self) -> str:
        return f"Tokens(expires_in={self.expires_in})"


def sign_in(
    base_url: str,
    client_id: str,
    redirect_uri: str,
    username: str,
    password: str,
    scopes: Iterable[str],
) -> Tokens:
    """Sign in at the authorisation server `base_url`. Raises SignInFailedError."""
    browser = _Browser()
    verifier = secrets.token_urlsafe(32)
    state = secrets.token_urlsafe(16)
    authorize = {
        "response_type": "code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "scope": " ".join(scopes),
        "state": state,
        "code_challenge": _challenge(verifier),
        "code_challenge_method": "S256",
    }
    page = browser.get(f"{base_url}/oauth2/authorize?{urlencode(authorize)}")
    form = _sign_in_form(page)
    filled = {**form.fields, "username": username, "password": password}
    answer = browser.post(urljoin(page.url, form.action), filled)
    exchange = {
        "grant_type": "authorization_code",
        "client_id": client_id,
        "redirect_uri": redirect_uri,
        "code": _code(answer, redirect_uri, state),
        "code_verifier": verifier,
    }
    return _tokens(browser.post(f"{base_url}/oauth2/token", exchange))


def _challenge(verifier: str) -> str:
    """RFC 7636 section 4.2, method S256."""
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@dataclass(frozen=True)
class _Page:
    url: str
    status: int
    location: str
    body: str


class _Browser:
    """Keeps cookies, and shows redirections instead of following them."""

    def __init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(_NoRedirect, cookies)

    def get(self, url: str) -> _Page:
        return self._open(urllib.request.Request(url))

    def post(self, url: str, fields: dict[str, str]) -> _Page:
        return self._open(urllib.request.Request(url, urlencode(fields).encode()))

    def _open(self, request: urllib.request.Request) -> _Page:
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                return _page(request, answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return _page(request, answer)
        except OSError as problem:
            host = urlsplit(request.full_url).netloc
            raise SignInFailedError(f"{host} does not answer: {problem}") from problem


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_request: Any, **_named: Any) -> None:
        """None: the redirection itself is the answer."""


def _page(request: urllib.request.Request, answer: Any) -> _Page:
    location = answer.headers.get("Location", "")
    return _Page(request.full_url, answer.status, location, answer.read().decode())


class _Form(HTMLParser):
    """The first form of a page that asks for a password."""

    def __init__(self) -> None:
        super().__init__()
        self.action = ""
        self.fields: dict[str, str] = {}
        self.found = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if self.found:
            return
        if tag == "form":
            self.action, self.fields = attributes.get("action") or "", {}
        if tag == "input" and attributes.get("type") == "hidden":
            self.fields[attributes.get("name") or ""] = attributes.get("value") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        self.found = self.found or (tag == "form" and bool(self.action))


def _sign_in_form(page: _Page) -> _Form:
    form = _Form()
    form.feed(page.body)
    if page.status != 200 or not form.found:
        reason = _error(page) or f"status {page.status}"
        raise SignInFailedError(f"the sign-in page was refused: {reason}")
    return form


def _code(answer: _Page, redirect_uri: str, state: str) -> str:
    if not answer.location.startswith(redirect_uri):
        raise SignInFailedError("the user name or the password was not accepted")
    back = parse_qs(urlsplit(answer.location).query)
    if back.get("state") != [state]:
        raise SignInFailedError("the answer belongs to another sign-in: its state differs")
    if "code" not in back:
        raise SignInFailedError(f"no code was given: {_error(answer)}")
    return back["code"][0]


def _tokens(answer: _Page) -> Tokens:
    if answer.status != 200:
        raise SignInFailedError(f"the code was not exchanged: {answer.body}")
    tokens = json.loads(answer.body)
    return Tokens(
        tokens["access_token"], tokens["id_token"], tokens["refresh_token"], tokens["expires_in"]
    )


def _error(page: _Page) -> str:
    """The server's error, from a redirection or a body."""
    parameters = parse_qs(urlsplit(page.location).query)
    return (
        " ".join([*parameters.get("error", []), *parameters.get("error_description", [])])
        or page.body[:200]
    )
