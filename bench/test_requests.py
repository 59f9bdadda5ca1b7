"""What a warm instance of the proxy takes for a request, and what it asks of others for it."""

import time
from collections.abc import Callable

from bench.conftest import Show
from bench.test_imports import BARE, cpu_seconds
from services.contracts.order_messages import OrderPlaced
from services.manifest import ORDER
from tests.aws import AwsServer
from tests.integration.proxy.api import Answer, Api
from tests.integration.proxy.asking import a_day, body
from tests.integration.proxy.conftest import RoundTrips
from tests.integration.proxy.conftest import Show as Announce
from tests.shop import an_order

REQUESTS = 200
Ask = Callable[[int], Answer]


def median(ask: Ask) -> float:
    """Seconds."""
    taken = []
    for at in range(REQUESTS):
        started = time.perf_counter()
        assert ask(at).status < 300
        taken.append(time.perf_counter() - started)
    return sorted(taken)[REQUESTS // 2]


def test_requests(
    flora: Api, open_shop: Announce, round_trips: RoundTrips, aws_server: AwsServer, table: Show
) -> None:
    open_shop(OrderPlaced(an_order()), a_day(free=40))
    requests: dict[str, Ask] = {
        "GET /health": lambda _: flora.get("/health"),
        "GET /catalogue": lambda _: flora.get("/catalogue"),
        "GET /orders/{order_id}": lambda _: flora.get(f"/orders/{an_order().id}"),
        "POST /orders": lambda at: flora.post("/orders", body(), key=f"bench-key-{at:04}"),
    }
    bare = min(cpu_seconds(BARE) for _ in range(5))
    rows: list[tuple[object, ...]] = []
    for name, ask in requests.items():
        ask(0)
        round_trips.commands.clear()
        aws_server.messages(ORDER)
        took = median(ask)
        messages = len(aws_server.messages(ORDER)) / REQUESTS
        rows.append((name, took / bare, len(round_trips.commands) / REQUESTS, messages))
    table(
        f"Warm requests (median of {REQUESTS}, database and queue on loopback);"
        f" a bare interpreter took {bare * 1000:.0f} ms",
        ("", "x bare", "database round trips", "messages"),
        rows,
    )
