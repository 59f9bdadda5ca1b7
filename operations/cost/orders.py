"""What orders cost on top of the floor, from what one of them was counted to take."""

from collections.abc import Iterable

from operations.cost.floor import Line, service_of
from operations.cost.prices import ASSUMED, GIGABYTE, MEASURED, PRICES
from operations.cost.template import Resource
from services.manifest import INVOICING, PROXY

ORDERS = 1000
QUEUE_REQUESTS = 3
"""A message is sent, received and deleted."""
PASSES = 2
"""A message passes the interface endpoint when it is sent; we count its answer as large."""
PLANS = ("LITE", "ESSENTIALS", "PLUS")
"""Of Cognito: what a user pool can do, and what an active customer costs."""


def per_thousand(resources: Iterable[Resource]) -> list[Line]:
    """What a thousand orders take, the dearest first; the functions' memory is the template's."""
    a = ASSUMED
    gigabytes = {
        service: resource.properties["MemorySize"] / 1024
        for resource in resources
        if resource.kind == "AWS::Lambda::Function" and (service := service_of(resource))
    }
    messages = MEASURED["messages"]
    sent = sum(messages.values())
    requests = a["visitors"] * a["requests_of_a_visitor"] + a["requests_of_a_buyer"]
    of_messages = sum(n * gigabytes[who] for who, n in messages.items())
    time = (
        of_messages * a["milliseconds_of_a_message"]
        + requests * gigabytes[PROXY] * a["milliseconds_of_a_request"]
        + gigabytes[INVOICING] * a["milliseconds_of_an_invoice"]
    ) / 1000
    logged = (sent + requests) * a["log_bytes_of_an_invocation"] + requests * a[
        "log_bytes_of_a_request"
    ]
    io = (
        MEASURED["database_writes"] * a["io_of_a_write"]
        + (MEASURED["database_reads"] + requests) * a["io_of_a_read"]
    )
    stored = MEASURED["invoice_bytes"] * a["invoice_months"]
    one = {
        ("the API's requests", "api-request"): requests,
        ("the firewall's requests", "web-acl-request"): requests,
        ("files and requests at the edge", "edge-request"): a["visitors"] * a["files_of_a_visitor"]
        + requests,
        ("bytes from the edge", "edge-data"): a["visitors"] * a["bytes_of_a_visitor"] / GIGABYTE,
        ("the functions' time", "function-time"): time,
        ("the functions' invocations", "function-request"): sent + requests,
        ("messages", "queue-request"): sent * QUEUE_REQUESTS,
        ("messages' bytes", "endpoint-data"): MEASURED["message_bytes"] * PASSES / GIGABYTE,
        ("the database's I/O", "documentdb-io"): io,
        ("logs", "log-data"): logged / GIGABYTE,
        ("traces", "trace"): sent + requests,
        ("the payment provider's bytes", "nat-data"): a["provider_bytes"] / GIGABYTE,
        ("invoices, written", "bucket-write"): 1,
        ("invoices, kept for a year", "bucket-storage"): stored / GIGABYTE,
        ("letters", "letter"): a["letters"],
    }
    lines = [Line(what, price, count * ORDERS) for (what, price), count in one.items()]
    return sorted(lines, key=lambda line: -line.usd)


def plan(resources: Iterable[Resource]) -> str:
    """The plan of the user pool, such as `PLUS`; AWS's own choice is `ESSENTIALS`."""
    (pool,) = [each for each in resources if each.kind == "AWS::Cognito::UserPool"]
    chosen: str = pool.properties.get("UserPoolTier", "ESSENTIALS")
    return chosen


def customers(name: str, active: float) -> float:
    """US dollars a month for so many active customers in a plan of Cognito."""
    return PRICES[f"user-{name}"].of(active)
