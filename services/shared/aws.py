"""Calls to AWS, signed by botocore, sent over one kept-alive connection.

A botocore client costs 200 to 250 ms of cold start; the few calls that the functions make need its
signature and nothing else of it (docs/decisions/0012-signed-http-calls.md).
"""

import os
import random
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import quote, urlencode

import msgspec
import urllib3
from botocore.auth import S3SigV4Auth, S3SigV4QueryAuth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

ATTEMPTS = 3
CONNECT_SECONDS = 1.0
READ_SECONDS = 3.0
PATIENCE_SECONDS = 5.0
"""After so long nothing is tried again: a call that hangs ends before any of our functions does."""
FIRST_PAUSE_SECONDS = 0.1
RETRYABLE_STATUS = frozenset({429, 500, 502, 503, 504})
THROTTLES = frozenset({"ThrottlingException", "RequestThrottled", "TooManyRequestsException"})
HOSTS = {"ses": "email"}
"""Services whose endpoint is not called what their signature calls them."""


class AwsUnavailableError(Exception):
    """AWS did not answer, or answered that it cannot now, after every attempt."""


class AwsRefusedError(Exception):
    """AWS refused the call; trying again will not help. `code` is AWS's own, `status` HTTP's."""

    def __init__(self, service: str, action: str, status: int, code: str) -> None:
        super().__init__(f"{service} refused {action}: {status} {code}")
        self.status = status
        self.code = code


class Aws:
    """AWS as seen by one function: its region, its credentials, its endpoint."""

    def __init__(
        self,
        region: str,
        credentials: Credentials,
        endpoint: str = "",
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._region = region
        self._credentials = credentials
        self._endpoint = endpoint
        self._pause = pause
        self._http = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS), retries=False
        )

    @classmethod
    def from_environment(cls) -> "Aws":
        """As the Lambda runtime describes it (AWS_ENDPOINT_URL leads to a local cloud)."""
        credentials = Credentials(
            os.environ["AWS_ACCESS_KEY_ID"],
            os.environ["AWS_SECRET_ACCESS_KEY"],
            os.environ.get("AWS_SESSION_TOKEN"),
        )
        region = os.environ.get("AWS_REGION") or os.environ["AWS_DEFAULT_REGION"]
        return cls(region, credentials, os.environ.get("AWS_ENDPOINT_URL", ""))

    def call(
        self, service: str, target: str, body: Mapping[str, Any], protocol: str = "1.1"
    ) -> dict[str, Any]:
        """Call an API that speaks AWS JSON `protocol`; `target` is its X-Amz-Target.

        Raises AwsUnavailableError after 3 attempts with full-jitter pauses, AwsRefusedError at
        once when AWS says no.
        """
        url = self._endpoint or f"https://{service}.{self._region}.amazonaws.com"
        headers = {"X-Amz-Target": target, "Content-Type": f"application/x-amz-json-{protocol}"}
        answer = self._send(
            service, target, AWSRequest("POST", f"{url}/", headers, msgspec.json.encode(body))
        )
        return msgspec.json.decode(answer, type=dict[str, Any]) if answer else {}

    def post(self, service: str, action: str, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Call an API that speaks REST and JSON, once; `action` is its name in errors.

        For what is not the same when it is done twice: a call that was cut off may have been done,
        so the caller decides whether to try again. Raises as `call` does.
        """
        host = HOSTS.get(service, service)
        url = self._endpoint or f"https://{host}.{self._region}.amazonaws.com"
        headers = {"Content-Type": "application/json"}
        request = AWSRequest("POST", f"{url}{path}", headers, msgspec.json.encode(body))
        answer = self._send(service, action, request, attempts=1)
        return msgspec.json.decode(answer, type=dict[str, Any]) if answer else {}

    def put_object(self, bucket: str, key: str, body: bytes, content_type: str) -> None:
        """Store an object in S3. Raises as `call` does."""
        headers = {"Content-Type": content_type}
        request = AWSRequest("PUT", self._object_url(bucket, key), headers, body)
        self._send("s3", "PutObject", request)

    def presigned_get(self, bucket: str, key: str, seconds: int, filename: str) -> str:
        """A URL that lets its bearer download the object for `seconds`, as `filename`."""
        disposition = {"response-content-disposition": f'attachment; filename="{filename}"'}
        url = f"{self._object_url(bucket, key)}?{urlencode(disposition, quote_via=quote)}"
        request = AWSRequest("GET", url)
        S3SigV4QueryAuth(self._credentials, "s3", self._region, expires=seconds).add_auth(request)
        return str(request.url)

    def _object_url(self, bucket: str, key: str) -> str:
        if self._endpoint:
            return f"{self._endpoint}/{bucket}/{quote(key)}"
        return f"https://{bucket}.s3.{self._region}.amazonaws.com/{quote(key)}"

    def _send(
        self, service: str, action: str, request: AWSRequest, attempts: int = ATTEMPTS
    ) -> bytes:
        tried, began = 0, time.monotonic()
        while tried < attempts and time.monotonic() - began < PATIENCE_SECONDS:
            if tried:
                self._pause(random.uniform(0, FIRST_PAUSE_SECONDS * 2**tried))  # noqa: S311
            tried += 1
            answer = self._attempt(service, request)
            if isinstance(answer, urllib3.exceptions.HTTPError):
                failure = type(answer).__name__
                continue
            if answer.status < 300:
                return answer.data
            failure = _error_code(answer)
            if answer.status not in RETRYABLE_STATUS and failure not in THROTTLES:
                raise AwsRefusedError(service, action, answer.status, failure)
        raise AwsUnavailableError(f"{service} {action} failed {tried} times: {failure}")

    def _attempt(
        self, service: str, request: AWSRequest
    ) -> urllib3.BaseHTTPResponse | urllib3.exceptions.HTTPError:
        signer = S3SigV4Auth if service == "s3" else SigV4Auth
        signed = AWSRequest(request.method, request.url, dict(request.headers), request.data)
        signer(self._credentials, service, self._region).add_auth(signed)
        try:
            return self._http.request(
                str(signed.method), str(signed.url), body=signed.data, headers=dict(signed.headers)
            )
        except urllib3.exceptions.HTTPError as error:
            return error


def _error_code(answer: urllib3.BaseHTTPResponse) -> str:
    """AWS's code for the error; never its message, which may quote what was sent."""
    header = answer.headers.get("x-amzn-errortype", "")
    if header:
        return header.split(":")[0]
    try:
        body = msgspec.json.decode(answer.data, type=dict[str, Any])
    except msgspec.DecodeError:
        return f"status {answer.status}"
    return str(body.get("__type", f"status {answer.status}")).rsplit("#", 1)[-1]
