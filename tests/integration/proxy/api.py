"""The proxy's function, called as API Gateway calls it, by people with real tokens."""

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from services.proxy.routes import ACCOUNT_SCOPE, FLORISTS, SHOP_SCOPE
from tests.lambdas import Invocation

ISSUER = "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Crassula"
CLIENT = "the-shops-client"
CODE_CLIENT = "the-client-of-e-mail-codes"
KEY_ID = "key-1"
KEY = rsa.generate_private_key(65537, 2048)
ANOTHER_KEY = rsa.generate_private_key(65537, 2048)


def token(
    customer: str = "sub-flora",
    *,
    key: Any = KEY,
    key_id: str = KEY_ID,
    groups: tuple[str, ...] = (),
    without: tuple[str, ...] = (),
    **claims: Any,
) -> str:
    """An access token as Cognito issues it, but for what the test changes."""
    now = int(time.time())
    full = {
        "sub": customer,
        "username": customer,
        "iss": ISSUER,
        "client_id": CLIENT,
        "token_use": "access",
        "scope": f"openid {SHOP_SCOPE}",
        "iat": now,
        "exp": now + 3600,
        **({"cognito:groups": [*groups]} if groups else {}),
        **claims,
    }
    kept = {name: value for name, value in full.items() if name not in without}
    return jwt.encode(kept, key, "RS256", headers={"kid": key_id})


def code_token(customer: str = "sub-flora", **claims: Any) -> str:
    """Of somebody who signed in by a code from an e-mail: of another client, with its own scope."""
    return token(customer, **{"client_id": CODE_CLIENT, "scope": ACCOUNT_SCOPE, **claims})


def florists_token() -> str:
    """Of somebody who does staff work."""
    return token("sub-fleur", groups=(FLORISTS,))


class Keys:
    """Cognito's address for its public keys, which can be down."""

    def __init__(self) -> None:
        self.is_down = False
        self.served = {KEY_ID: KEY}
        self.document: str | None = None
        """What is answered instead of the keys, if anything."""
        self.asked = 0
        self.url = ""

    def told(self) -> str:
        """The document with the public keys."""
        public = [
            {**json.loads(RSAAlgorithm.to_jwk(key.public_key())), "kid": key_id}
            for key_id, key in self.served.items()
        ]
        return json.dumps({"keys": [{**key, "alg": "RS256", "use": "sig"} for key in public]})

    @contextmanager
    def serving(self) -> Iterator["Keys"]:
        """Answer on loopback while the context lasts."""
        keys = self

        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                keys.asked += 1
                document = keys.told() if keys.document is None else keys.document
                self.send_response(500 if keys.is_down else 200)
                self.end_headers()
                self.wfile.write(document.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
        self.url = f"http://127.0.0.1:{server.server_port}/keys.json"
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send to the browser."""

    status: int
    headers: dict[str, str]
    content: str

    @property
    def body(self) -> Any:
        """The JSON in it."""
        return json.loads(self.content)

    @property
    def fields(self) -> list[str]:
        """The fields that a problem names."""
        return [error["field"] for error in self.body.get("errors", [])]


@dataclass
class Api:
    """Calls the function's handler with API Gateway's events, and keeps what it answered."""

    handler: Any
    token: str = ""
    answers: list[tuple[str, str, "Answer"]] = field(default_factory=list)
    """Method, path and answer, of whoever asked."""

    def as_(self, token: str) -> "Api":
        """The same API, asked by somebody else."""
        return Api(self.handler, token, self.answers)

    def get(self, path: str, **query: str) -> Answer:
        """Read."""
        return self.call("GET", path, query=query)

    def post(self, path: str, body: Any, key: str = "key-0001") -> Answer:
        """Ask for a change."""
        return self.call("POST", path, body, key=key)

    def put(self, path: str, body: Any, key: str = "key-0001") -> Answer:
        """Ask for a change."""
        return self.call("PUT", path, body, key=key)

    def delete(self, path: str, key: str = "key-0001") -> Answer:
        """Ask for an end."""
        return self.call("DELETE", path, key=key)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        key: str = "",
        query: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """One request; `body` is JSON, or the very text."""
        sent = {"Content-Type": "application/json"}
        if self.token:
            sent["Authorization"] = f"Bearer {self.token}"
        if key:
            sent["Idempotency-Key"] = key
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, str) or body is None else json.dumps(body)
        answer = self.handler(event(method, path, sent, query or {}, content), Invocation())
        multi = {name: values[-1] for name, values in answer["multiValueHeaders"].items()}
        told = Answer(answer["statusCode"], multi, answer["body"] or "")
        self.answers.append((method, path, told))
        return told


def event(
    method: str,
    path: str,
    headers: Mapping[str, str],
    query: Mapping[str, str],
    content: str | None,
) -> dict[str, Any]:
    """A request as API Gateway's proxy integration hands it over."""
    return {
        "resource": "/api/{proxy+}",
        "path": f"/api{path}",
        "httpMethod": method,
        "headers": dict(headers),
        "multiValueHeaders": {name: [value] for name, value in headers.items()},
        "queryStringParameters": dict(query) or None,
        "multiValueQueryStringParameters": {n: [v] for n, v in query.items()} or None,
        "pathParameters": {"proxy": path.lstrip("/")},
        "stageVariables": None,
        "requestContext": {"requestId": "gateway-request-id", "stage": "prod", "path": path},
        "body": content,
        "isBase64Encoded": False,
    }


def unsigned_token() -> str:
    """A token with algorithm `none`, as an attacker writes it."""
    _, claims, _ = token().split(".")
    return f"{_part({'alg': 'none', 'kid': KEY_ID})}.{claims}."


def token_signed_with_the_public_key() -> str:
    """A token signed with what everybody knows, as if it were a shared secret."""
    public = KEY.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    _, claims, _ = token().split(".")
    signed = f"{_part({'alg': 'HS256', 'kid': KEY_ID})}.{claims}"
    signature = hmac.digest(public, signed.encode(), "sha256")
    return f"{signed}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


def tampered_token() -> str:
    """A token whose claims were changed after it was signed."""
    header, claims, signature = token().split(".")
    padded = claims + "=" * (-len(claims) % 4)
    changed = json.loads(base64.urlsafe_b64decode(padded)) | {"sub": "sub-felix"}
    return f"{header}.{_part(changed)}.{signature}"


def _part(content: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=").decode()
