"""The sequence in docs/order.md is what happens: an order from its POST to its invoice, for real.

The proxy answers as it does behind API Gateway, every service applies its rules, the provider is
the simulator. What each of them sends is written down and compared with the page, arrow by arrow.
"""

import http.client
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import pytest
from pymongo.database import Database

from services.contracts.inventory import OpenDay, OpenDays
from services.contracts.topology import received_by
from services.invoicing.gateways.pdf import PdfRenderer
from services.manifest import SERVICES
from services.payment.gateways.provider.webhooks import SUBSCRIBED
from services.runtime.mongo import Document
from tests.aws import INVOICE_BUCKET, AwsServer
from tests.claims import proves
from tests.documents import Arrow, Page
from tests.integration.payment.harness import VISA, WEBHOOK_SECRET, signed
from tests.integration.people import People
from tests.integration.proxy.api import Answer, Api
from tests.integration.proxy.asking import IN_THREE_DAYS, as_json
from tests.integration.store.in_process_store import InProcessStore
from tests.payments import Provider
from tests.shop import DOZEN, catalogue, request_for, zones

PAGE = Page("docs/order.md")
STOCK = {"rose-red": 20, "eucalyptus": 20}
ONE_ORDER = "aaaa"
"""What the routes of the page call `{order_id}`."""


@dataclass
class Story:
    """Everybody who takes part, and what they said to each other, in order."""

    store: InProcessStore
    aws_server: AwsServer
    outside: dict[str, str]
    """Who is called over HTTP, by host and port, or by the beginning of the path there."""
    arrows: list[Arrow] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def tell(self, who: str, route: str, answer: Answer) -> Answer:
        """A request, its answer, and everything that everybody sent because of it."""
        self.arrows.append(Arrow(who, "proxy", route))
        for receiver in (service for service in SERVICES if received_by(service)):
            for message in self.aws_server.messages(receiver):
                self.arrows.append(Arrow("proxy", receiver, type(message).__name__))
                self.store.send(message)
        self.arrows.append(Arrow("proxy", who, str(answer.status)))
        with self._calls_written_down():
            for queued, caused in self.store.in_order():
                self.arrows += self._called(queued.to)
                self.arrows += [Arrow(queued.to, c.to, type(c.message).__name__) for c in caused]
        return answer

    def _called(self, service: str) -> Iterator[Arrow]:
        while self.calls:
            call = self.calls.pop(0)
            for address, name in self.outside.items():
                if address in call:
                    method, _, path = call.partition(" ")
                    path = urlsplit(path).path if name == "provider" else "a PDF"
                    yield Arrow(service, name, f"{method} {path}")

    @contextmanager
    def _calls_written_down(self) -> Iterator[None]:
        put = http.client.HTTPConnection.putrequest

        def putrequest(connection: Any, method: str, url: str, *rest: Any, **more: Any) -> None:
            self.calls.append(f"{method} http://{connection.host}:{connection.port}{url}")
            put(connection, method, url, *rest, **more)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(http.client.HTTPConnection, "putrequest", putrequest)
            yield


@pytest.fixture
def story(
    mongodb: Database[Document], aws_server: AwsServer, people: People, provider: Provider
) -> Story:
    """An open shop with stems for a day that can be ordered for."""
    store = InProcessStore(mongodb, aws_server.aws(), people.pool, provider, PdfRenderer(), seed=1)
    store.clock.now = datetime.now(UTC)
    store.send(catalogue(), zones(), OpenDays((OpenDay(IN_THREE_DAYS, STOCK),)))
    assert store.settle() == []
    outside = {f"{urlsplit(provider.url).netloc}/v1": "provider", f"/{INVOICE_BUCKET}/": "s3"}
    return Story(store, aws_server, outside)


@proves("T07", "T30", "T32")
def test_the_page_shows_every_arrow_from_the_post_to_the_invoice(
    story: Story, flora: Api, api: Api, provider: Provider
) -> None:
    order = as_json(request_for((DOZEN, 1), day=IN_THREE_DAYS))
    placed = story.tell("browser", "POST /orders", flora.post("/orders", order))
    at = f"/orders/{placed.body['order_id']}"
    story.tell("browser", "GET /orders/{order_id}", flora.get(at))
    card = {"payment_method": VISA}
    story.tell("browser", "POST /orders/{order_id}/payment", flora.post(f"{at}/payment", card))
    for event in provider.events(*SUBSCRIBED):
        told = signed(event, WEBHOOK_SECRET)
        route = "/webhooks/payments"
        heard = api.call("POST", route, told.payload, Stripe_Signature=told.signature)
        story.tell("provider", f"POST {route}", heard)
    paper = flora.get(f"{at}/invoice")
    story.tell("browser", "GET /orders/{order_id}/invoice", paper)
    assert "X-Amz-Signature" in paper.headers["Location"]
    happened = "\n".join(f"    {arrow}" for arrow in story.arrows)
    assert story.arrows == PAGE.arrows(), f"what happened:\n{happened}"
