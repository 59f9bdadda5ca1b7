"""The edge to AWS: signed calls that are bounded in time and number."""

import http.server
import random
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore import auth
from botocore.credentials import Credentials

from services.contracts.inventory import StockReserved
from services.contracts.order_messages import OrderMissing
from services.manifest import AGGREGATOR, MANIFEST, ORDER
from services.runtime import aws as edge
from services.runtime.aws import ATTEMPTS, Aws, AwsRefusedError, AwsUnavailableError
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.lambdas import TRACE

ID = "a" * 26
MESSAGE = {"QueueUrl": "http://127.0.0.1/123456789012/inbox", "MessageBody": "{}"}
EMAIL = {
    "FromEmailAddress": "flowers@crassula.test",
    "Content": {"Simple": {"Subject": {"Data": "Hello"}, "Body": {"Text": {"Data": "Hello"}}}},
}


@proves("T16", "X21")
def test_an_event_reaches_the_inbox_of_each_receiver(aws_server: AwsServer) -> None:
    event = StockReserved(ID, ())
    aws_server.bus().publish(event, TRACE)
    assert aws_server.messages(ORDER) == [event]
    assert aws_server.messages(AGGREGATOR) == [event]


@proves("T26")
def test_a_send_that_is_refused_is_raised_at_once(aws_server: AwsServer) -> None:
    aws_server.stop_queue(AGGREGATOR)
    with pytest.raises(AwsRefusedError, match="sqs refused"):
        aws_server.bus().publish(OrderMissing(ID), TRACE)


@proves("T32", "FM-INVB-01:mitigation", "FM-INVB-03:mitigation", "FM-K31-01:effect")
def test_an_object_is_downloaded_by_its_presigned_url_alone(aws_server: AwsServer) -> None:
    aws = aws_server.aws()
    aws.put_object(INVOICE_BUCKET, "invoices/2026/INV 1.pdf", b"%PDF", "application/pdf")
    url = aws.presigned_get(INVOICE_BUCKET, "invoices/2026/INV 1.pdf", 300, "INV 1.pdf")
    with urllib.request.urlopen(url, timeout=5) as answer:
        assert answer.read() == b"%PDF"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="INV 1.pdf"'
    unsigned = url.split("?", maxsplit=1)[0]
    with pytest.raises(urllib.error.HTTPError, match="403"):
        urllib.request.urlopen(unsigned, timeout=5)


@proves("E02", "FM-INVB-01:mitigation", "FM-K31-01:mitigation")
def test_an_address_is_signed_when_it_is_asked_for_and_for_one_key(
    aws_server: AwsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    aws, noon = aws_server.aws(), datetime(2027, 2, 14, 12, tzinfo=UTC)
    signatures = set()
    for moment in (noon, noon + timedelta(minutes=6)):
        monkeypatch.setattr(auth, "get_current_datetime", lambda now=moment: now)
        for key in ("invoices/2027/1.pdf", "invoices/2027/2.pdf"):
            url = urlsplit(aws.presigned_get(INVOICE_BUCKET, key, 300, "1.pdf"))
            signed = parse_qs(url.query)
            assert url.path.endswith(key)
            assert signed["X-Amz-Expires"] == ["300"]
            assert signed["X-Amz-Date"] == [f"{moment:%Y%m%dT%H%M%SZ}"]
            signatures |= set(signed["X-Amz-Signature"])
    assert len(signatures) == 4


@dataclass
class Failing:
    """An AWS endpoint that answers with the statuses it is given, then with 200."""

    statuses: list[int]
    seconds: float = 0.0
    """How long it thinks about each answer."""
    asked: int = 0
    port: int = 0
    pauses: list[float] = field(default_factory=list)
    connections: set[object] = field(default_factory=set)

    def aws(self, clock: Callable[[], float] = time.time) -> Aws:
        credentials = Credentials("key", "secret")
        endpoint = f"http://127.0.0.1:{self.port}"
        return Aws("eu-central-1", credentials, endpoint, self.pauses.append, clock)

    def send(self) -> dict[str, Any]:
        return self.aws().call("sqs", "SendMessage", MESSAGE)


@pytest.fixture
def failing() -> Iterator[Failing]:
    state = Failing([])

    class Endpoint(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            state.connections.add(self.client_address)
            self.rfile.read(int(self.headers["Content-Length"]))
            state.asked += 1
            time.sleep(state.seconds)
            self.send_response(state.statuses.pop(0) if state.statuses else 200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Endpoint)
    state.port = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield state
    server.shutdown()


@proves("T26", "T47", "FM-SEC-01:mitigation")
def test_a_call_is_tried_again_and_succeeds_when_aws_recovers(failing: Failing) -> None:
    failing.statuses = [503, 500]
    assert failing.send()["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert failing.asked == 3


@proves("T26", "T47", "FM-SQS-01:mitigation", "FM-SEC-01:mitigation")
def test_attempts_are_bounded_and_the_pauses_between_them_too(failing: Failing) -> None:
    failing.statuses = [503] * 50
    with pytest.raises(AwsUnavailableError, match="SendMessage"):
        failing.send()
    assert failing.asked == ATTEMPTS
    assert sum(failing.pauses) <= 0.6


@proves("T26", "T47", "FM-SEC-01:mitigation")
def test_each_pause_is_longer_than_the_one_before_and_nobody_pauses_alike(
    failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    bounds: list[tuple[float, float]] = []

    def longest(low: float, high: float) -> float:
        bounds.append((low, high))
        return high

    monkeypatch.setattr(random, "uniform", longest)
    failing.statuses = [503] * 50
    with pytest.raises(AwsUnavailableError):
        failing.send()
    assert failing.pauses == [0.2, 0.4], "seconds, doubled each time"
    assert bounds == [(0, 0.2), (0, 0.4)], "anywhere between none and the longest"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """An address where connections are never made: its queue is full, and nobody takes them."""
    with socket.socket() as server, ExitStack() as waiting:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        for _ in range(4):
            full = waiting.enter_context(socket.socket())
            full.setblocking(False)  # noqa: FBT003
            full.connect_ex(server.getsockname())
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


@proves("T26", "T47", "FM-NET-02:mitigation")
def test_an_address_that_swallows_every_packet_is_unavailable_before_any_function_ends(
    black_hole: str,
) -> None:
    lost = Aws("eu-central-1", Credentials("k", "s"), black_hole, lambda _: None)
    errors: list[Exception] = []

    def send() -> None:
        try:
            lost.call("sqs", "SendMessage", MESSAGE)
        except AwsUnavailableError as error:
            errors.append(error)

    sending = threading.Thread(target=send, daemon=True)
    sending.start()
    sending.join(min(row.timeout for row in MANIFEST.values()))
    assert not sending.is_alive(), "it still waits for a connection"
    assert len(errors) == 1


@proves("T26", "T47", "FM-SQS-01:mitigation", "FM-NET-05:mitigation")
def test_who_hangs_is_not_asked_as_often_as_who_answers(
    failing: Failing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge, "READ_SECONDS", 0.2)
    monkeypatch.setattr(edge, "PATIENCE_SECONDS", 0.3)
    failing.seconds = 0.5
    with pytest.raises(AwsUnavailableError, match="failed 2 times"):
        failing.send()
    assert failing.asked == 2


def test_what_must_not_be_done_twice_is_left_to_the_caller_to_try_again(failing: Failing) -> None:
    failing.statuses = [503]
    with pytest.raises(AwsUnavailableError, match="SendEmail failed 1 times"):
        failing.aws().call("sesv2", "SendEmail", EMAIL, attempts=1)
    assert failing.asked == 1


def test_a_refusal_is_not_tried_again(failing: Failing) -> None:
    failing.statuses = [400]
    with pytest.raises(AwsRefusedError):
        failing.send()
    assert failing.asked == 1


@proves("T26", "FM-SQS-01:detection", "FM-NET-02:mitigation")
def test_nobody_listening_is_unavailable_and_not_a_hang(failing: Failing) -> None:
    nobody = Aws("eu-central-1", Credentials("k", "s"), "http://127.0.0.1:9", lambda _: None)
    assert failing.send()["ResponseMetadata"]["HTTPStatusCode"] == 200
    with pytest.raises(AwsUnavailableError):
        nobody.call("sqs", "SendMessage", MESSAGE)


@pytest.mark.finding("W18")
@pytest.mark.parametrize(("idle", "connections"), [(299.0, 1), (301.0, 2)])
def test_a_connection_that_was_idle_for_long_is_not_used_again(
    failing: Failing, idle: float, connections: int
) -> None:
    now = [1000.0]
    aws = failing.aws(clock=lambda: now[0])
    aws.call("sqs", "SendMessage", MESSAGE, attempts=1)
    now[0] += idle
    aws.call("sqs", "SendMessage", MESSAGE, attempts=1)
    assert (failing.asked, len(failing.connections)) == (2, connections)
