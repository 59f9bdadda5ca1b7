"""The clients of AWS: how long they wait, where they call, and by whose credentials."""

import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore.credentials import Credentials
from botocore.retries.standard import ThrottledRetryableChecker, TransientRetryableChecker

from services.runtime import aws as edge
from services.runtime.aws import SERVICES, Aws, AwsUnavailableError

REGION = "eu-central-1"
TOKEN = "the-token-of-the-container"
MESSAGE = {"QueueUrl": "http://127.0.0.1/123456789012/inbox", "MessageBody": "{}"}
PARTITIONS = [
    ("eu-central-1", "amazonaws.com"),
    ("us-east-1", "amazonaws.com"),
    ("us-gov-west-1", "amazonaws.com"),
    ("cn-north-1", "amazonaws.com.cn"),
]
HOSTS = {"sesv2": "email"}
"""Services whose host is not called what their client is called."""


def known(region: str = REGION) -> Aws:
    return Aws(region, Credentials("key", "secret"))


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_every_client_is_bounded_and_leaves_trying_again_to_us(service: str) -> None:
    config = known().client(service).meta.config
    assert config.connect_timeout == edge.CONNECT_SECONDS
    assert config.read_timeout == edge.READ_SECONDS
    assert config.retries["total_max_attempts"] == 1


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_settings_of_the_environment_do_not_unbound_a_client(
    service: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "50")
    monkeypatch.setenv("AWS_RETRY_MODE", "adaptive")
    retries = known().client(service).meta.config.retries
    assert retries == {"mode": "standard", "total_max_attempts": 1}


def test_we_try_again_whatever_botocore_would_try_again() -> None:
    ours, theirs = edge.RETRYABLE_CODES, TransientRetryableChecker
    assert ours == {
        *ThrottledRetryableChecker._THROTTLED_ERROR_CODES,  # type: ignore[attr-defined]
        *theirs._TRANSIENT_ERROR_CODES,  # type: ignore[attr-defined]
    }
    assert set(theirs._TRANSIENT_STATUS_CODES) < edge.RETRYABLE_STATUS  # type: ignore[attr-defined]


def test_a_client_is_made_once() -> None:
    aws = known()
    assert aws.client("sqs") is aws.client("sqs")


@pytest.mark.parametrize("service", sorted(SERVICES - {"s3"}))
@pytest.mark.parametrize(("region", "domain"), PARTITIONS)
def test_each_partition_has_its_own_endpoints(service: str, region: str, domain: str) -> None:
    endpoint = known(region).client(service).meta.endpoint_url
    assert endpoint == f"https://{HOSTS.get(service, service)}.{region}.{domain}"


@pytest.mark.parametrize(("region", "domain"), PARTITIONS)
def test_an_address_of_an_object_is_in_its_own_region_and_partition(
    region: str, domain: str
) -> None:
    url = urlsplit(known(region).presigned_get("papers", "invoices/1.pdf", 300, "1.pdf"))
    assert (url.scheme, url.netloc) == ("https", f"papers.s3.{region}.{domain}")
    assert url.path == "/invoices/1.pdf"
    (credential,) = parse_qs(url.query)["X-Amz-Credential"]
    assert credential.split("/")[2:] == [region, "s3", "aws4_request"]


@dataclass
class Container:
    """What hands out credentials, and SQS, which takes them."""

    expires: datetime = field(default_factory=lambda: datetime.now(UTC) + timedelta(hours=6))
    given: int = 0
    status: int = 200
    signed: list[Any] = field(default_factory=list)
    """The headers of each call."""

    def credentials(self) -> dict[str, str]:
        self.given += 1
        return {
            "AccessKeyId": f"key-{self.given}",
            "SecretAccessKey": "secret",
            "Token": f"session-{self.given}",
            "Expiration": f"{self.expires:%Y-%m-%dT%H:%M:%SZ}",
        }


@pytest.fixture
def container(monkeypatch: pytest.MonkeyPatch) -> Iterator[Container]:
    """Lambda with SnapStart: no keys in the environment, but an address to ask for them."""
    state = Container()

    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["Authorization"] == TOKEN
            self.answer(state.status if known else 403, state.credentials() if known else {})

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            state.signed.append(self.headers)
            self.answer(200, {})

        def answer(self, status: int, body: dict[str, str]) -> None:
            content = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {
        "AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{address}/credentials",
        "AWS_CONTAINER_AUTHORIZATION_TOKEN": TOKEN,
        "AWS_REGION": REGION,
        "AWS_ENDPOINT_URL": address,
        "AWS_SHARED_CREDENTIALS_FILE": "/nowhere",
        "AWS_CONFIG_FILE": "/nowhere",
    }.items():
        monkeypatch.setenv(name, value)
    yield state
    server.shutdown()
    server.server_close()


def test_the_credentials_of_a_container_sign_the_calls(container: Container) -> None:
    aws = Aws.from_environment()
    for _ in range(2):
        aws.call("sqs", "SendMessage", MESSAGE)
    for headers in container.signed:
        assert "Credential=key-1/" in headers["Authorization"]
        assert headers["X-Amz-Security-Token"] == "session-1"
        assert headers["User-Agent"].split()[0] == edge.USER_AGENT
    assert len(container.signed) == 2
    url = aws.presigned_get("papers", "1.pdf", 300, "1.pdf")
    assert parse_qs(urlsplit(url).query)["X-Amz-Security-Token"] == ["session-1"]
    assert container.given == 1


def test_credentials_that_end_soon_are_asked_for_again(container: Container) -> None:
    aws = Aws.from_environment()
    container.expires = datetime.now(UTC) + timedelta(minutes=5)
    aws.call("sqs", "SendMessage", MESSAGE)
    container.expires = datetime.now(UTC) + timedelta(hours=6)
    aws.call("sqs", "SendMessage", MESSAGE)
    assert "Credential=key-1/" not in container.signed[-1]["Authorization"]


def test_without_credentials_aws_is_unavailable(
    container: Container, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("botocore.utils.ContainerMetadataFetcher.SLEEP_TIME", 0)
    container.status = 500
    with pytest.raises(AwsUnavailableError):
        Aws.from_environment().call("sqs", "SendMessage", MESSAGE)
    assert container.signed == []
