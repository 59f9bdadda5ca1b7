"""Calls to AWS by the clients of botocore, bounded in time and number.

A client is made where it is first used, and then kept: to import botocore and to read the model of
a service takes longer than most of our functions work (docs/decisions/0060-clients-of-botocore.md).
"""

import os
import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from botocore.credentials import Credentials
    from botocore.session import Session

SERVICES = frozenset({"cognito-idp", "s3", "secretsmanager", "sesv2", "sqs"})
"""What the functions call. Their packages carry the models of these services alone."""
ATTEMPTS = 3
CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
PATIENCE_SECONDS = 5.0
"""After so long nothing is tried again: a call that hangs ends before any of our functions does."""
FIRST_PAUSE_SECONDS = 0.1
IDLE_SECONDS = 300.0
"""A connection that was unused for so long is not used again.

A NAT gateway forgets it after 350 seconds
(https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-troubleshooting.html). The next call
over it fails, which costs an e-mail, tried once only, a visibility time-out.
"""
RETRYABLE_STATUS = frozenset({429, 500, 502, 503, 504})
RETRYABLE_CODES = frozenset(
    {
        "BandwidthLimitExceeded", "EC2ThrottledException", "LimitExceededException",
        "PriorRequestNotComplete", "ProvisionedThroughputExceededException",
        "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException",
        "RequestTimeout", "RequestTimeoutException", "SlowDown", "ThrottledException",
        "Throttling", "ThrottlingException", "TooManyRequestsException",
        "TransactionInProgressException",
    }
)  # fmt: skip
"""What AWS answers when it is asked too often, or was told too slowly: botocore's own list."""
USER_AGENT = "crassula"


class AwsUnavailableError(Exception):
    """AWS did not answer, or answered that it cannot now, after every attempt."""


class AwsRefusedError(Exception):
    """AWS refused the call; trying again will not help. `code` is AWS's own, `status` HTTP's."""

    def __init__(self, service: str, operation: str, status: int, code: str) -> None:
        super().__init__(f"{service} refused {operation}: {status} {code}")
        self.status = status
        self.code = code


@dataclass(frozen=True)
class Failure:
    """Why an attempt failed. AWS's message is left out, because it may quote what was sent."""

    code: str
    status: int = 0
    """0 if there was no answer."""

    @property
    def may_pass(self) -> bool:
        """Whether the same call may succeed a moment later."""
        return self.status == 0 or self.status in RETRYABLE_STATUS or self.code in RETRYABLE_CODES


class Aws:
    """AWS as one function sees it: its region, its credentials, its endpoint, its clients."""

    def __init__(
        self,
        region: str,
        credentials: "Credentials | None" = None,
        endpoint: str = "",
        pause: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Without credentials, botocore looks for them, in the environment or at Lambda."""
        self._region = region
        self._credentials = credentials
        self._endpoint = endpoint
        self._pause = pause
        # Of the wall: an instance that is frozen does not count its seconds.
        self._clock = clock
        self._used_at: dict[str, float] = {}
        self._session: Session | None = None
        self._clients: dict[str, Any] = {}

    @classmethod
    def from_environment(cls) -> "Aws":
        """As the Lambda runtime describes it (AWS_ENDPOINT_URL leads to a local cloud)."""
        region = os.environ.get("AWS_REGION") or os.environ["AWS_DEFAULT_REGION"]
        return cls(region, endpoint=os.environ.get("AWS_ENDPOINT_URL", ""))

    def call(
        self,
        service: str,
        operation: str,
        parameters: Mapping[str, Any],
        attempts: int = ATTEMPTS,
    ) -> dict[str, Any]:
        """Call an operation by the name that AWS gives it, such as SendMessage.

        Raises AwsUnavailableError after `attempts` with full-jitter pauses, AwsRefusedError at
        once when AWS says no. Allow one attempt for what must not be done twice: a call that was
        cut off may have been done, so the caller decides whether to try again.
        """
        client = self._connected(service)
        tried, began = 0, time.monotonic()
        while tried < attempts and time.monotonic() - began < PATIENCE_SECONDS:
            if tried:
                self._pause(random.uniform(0, FIRST_PAUSE_SECONDS * 2**tried))  # noqa: S311
            tried += 1
            with _needing_credentials():
                answer = _attempt(client, operation, parameters)
            if not isinstance(answer, Failure):
                return answer
            if not answer.may_pass:
                raise AwsRefusedError(service, operation, answer.status, answer.code)
            failure = answer.code
        raise AwsUnavailableError(f"{service} {operation} failed {tried} times: {failure}")

    def put_object(
        self,
        bucket: str,
        key: str,
        body: bytes,
        content_type: str,
        metadata: Mapping[str, str] | None = None,
    ) -> bool:
        """Store an object in S3, unless there is one under the key; answer whether it was stored.

        An attempt whose answer was lost may have stored it. Raises as `call` does.
        """
        parameters = {"Bucket": bucket, "Key": key, "Body": body, "ContentType": content_type}
        new = {"IfNoneMatch": "*", "Metadata": dict(metadata or {})}
        try:
            self.call("s3", "PutObject", {**parameters, **new})
        except AwsRefusedError as error:
            if error.status != HTTPStatus.PRECONDITION_FAILED:
                raise
            return False
        return True

    def head_object(self, bucket: str, key: str) -> dict[str, Any]:
        """What S3 knows of an object, such as `ETag` and `Metadata`. Raises as `call` does."""
        return self.call("s3", "HeadObject", {"Bucket": bucket, "Key": key})

    def presigned_get(self, bucket: str, key: str, seconds: int, filename: str) -> str:
        """A URL that lets its bearer download the object for `seconds`, as `filename`.

        It is signed here, and S3 is not asked. Raises AwsUnavailableError without credentials.
        """
        parameters = {
            "Bucket": bucket,
            "Key": key,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
        }
        client = self.client("s3")
        with _needing_credentials():
            url: str = client.generate_presigned_url(
                "get_object", Params=parameters, ExpiresIn=seconds
            )
        return url

    def client(self, service: str) -> Any:
        """The client of a service, made when it is first asked for.

        Raises AwsUnavailableError when Lambda does not hand out the credentials.
        """
        if service not in self._clients:
            with _needing_credentials():
                self._clients[service] = self._make_client(service)
        return self._clients[service]

    def _connected(self, service: str) -> Any:
        """The client of a service, without connections that were idle for too long."""
        client, now = self.client(service), self._clock()
        if now - self._used_at.get(service, now) > IDLE_SECONDS:
            client.close()
        self._used_at[service] = now
        return client

    def _make_client(self, service: str) -> Any:
        """A client without retries of its own: those pause for seconds, and know no deadline."""
        from botocore.config import Config
        from botocore.session import Session

        keys = self._credentials
        self._session = self._session or Session()
        return self._session.create_client(
            service,
            region_name=self._region,
            endpoint_url=self._endpoint or None,
            aws_access_key_id=keys.access_key if keys else None,
            aws_secret_access_key=keys.secret_key if keys else None,
            aws_session_token=keys.token if keys else None,
            config=Config(
                connect_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
                retries={"mode": "standard", "total_max_attempts": 1},
                signature_version="s3v4" if service == "s3" else "v4",
                s3={
                    "addressing_style": "path" if self._endpoint else "virtual",
                    "us_east_1_regional_endpoint": "regional",
                },
                user_agent=USER_AGENT,
            ),
        )


@contextmanager
def _needing_credentials() -> Iterator[None]:
    """Raise AwsUnavailableError when botocore asked for credentials, more than once, in vain."""
    from botocore.exceptions import CredentialRetrievalError

    try:
        yield
    except CredentialRetrievalError as error:
        raise AwsUnavailableError(str(error)) from error


def _attempt(
    client: Any, operation: str, parameters: Mapping[str, Any]
) -> dict[str, Any] | Failure:
    from botocore import xform_name
    from botocore.exceptions import ClientError, HTTPClientError
    from botocore.exceptions import ConnectionError as NoConnectionError

    try:
        answer: dict[str, Any] = getattr(client, xform_name(operation))(**parameters)
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        return Failure(error.response["Error"]["Code"], status)
    except (HTTPClientError, NoConnectionError) as error:
        return Failure(type(error).__name__)
    return answer
