"""The floor: what a month costs before the first customer comes."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from operations.cost.prices import ASSUMED, COUNTS, FREE, GIGABYTE, HOURS, PRICES
from operations.cost.template import Resource
from services.manifest import PAYMENT, PROXY

MINUTES = HOURS * 60
SECONDS = MINUTES * 60
CLOCK_MEGABYTES = 512
"""The memory of the functions that a schedule starts."""
DAYS = HOURS / 24
FINE_SECONDS = 60
"""An alarm that looks more often than once in so many seconds costs more."""
RATE = re.compile(r"rate\((\d+) (minute|hour|day)s?\)")
Needs = Iterable[tuple[str, float]]
"""The name of a price, and how many units of it a month takes."""
Priced = Callable[[Resource], Needs]
API_STAGE = "AWS::ApiGateway::Stage"
"""It is paid by the methods of the API, which are resources of their own."""


class UnpricedError(Exception):
    """A resource has neither a price nor a reason to be free."""


@dataclass(frozen=True)
class Line:
    """One row of the bill."""

    what: str
    price: str
    quantity: float

    @property
    def usd(self) -> float:
        """US dollars."""
        return PRICES[self.price].of(self.quantity)


def floor(resources: Iterable[Resource]) -> list[Line]:
    """A row for each type of resource and price, the dearest first. Raises UnpricedError."""
    every = list(resources)
    methods = sum(each.kind == "AWS::ApiGateway::Method" for each in every)
    needed: Counter[tuple[str, str]] = Counter()
    for resource in every:
        for price, quantity in _needs(resource, methods):
            if price not in PRICES:
                raise UnpricedError(f"{resource.stack}/{resource.id}: prices.toml lacks {price}")
            needed[resource.kind, price] += quantity  # type: ignore[assignment]
    lines = [Line(kind, price, quantity) for (kind, price), quantity in needed.items()]
    return sorted(lines, key=lambda line: (-line.usd, line.what, line.price))


def total(lines: Iterable[Line]) -> float:
    """US dollars."""
    return sum(line.usd for line in lines)


def _needs(resource: Resource, methods: int) -> Needs:
    if resource.kind == API_STAGE:
        return _api_stage(resource, methods)
    if resource.kind in PRICED:
        return PRICED[resource.kind](resource)
    if resource.kind.startswith("Custom::") or any(resource.kind in free for free in FREE.values()):
        return ()
    raise UnpricedError(
        f"{resource.stack}/{resource.id} is of type {resource.kind}: say what it costs in"
        " operations/cost/floor.py, or in operations/cost/free.toml why it costs nothing"
    )


def _hourly(price: str) -> Priced:
    return lambda _: ((price, HOURS),)


def _monthly(price: str) -> Priced:
    return lambda _: ((price, 1),)


def _instance(resource: Resource) -> Needs:
    return ((resource.properties["DBInstanceClass"], HOURS),)


def _cluster(_: Resource) -> Needs:
    return (
        ("documentdb-storage", ASSUMED["storage_gb"]),
        ("documentdb-io", ASSUMED["idle_io"]),
    )


def _endpoint(resource: Resource) -> Needs:
    if resource.properties["VpcEndpointType"] == "Gateway":
        return ()
    return (("interface-endpoint", HOURS * len(resource.properties["SubnetIds"])),)


def _web_acl(resource: Resource) -> Needs:
    return (("web-acl", 1), ("web-acl-rule", len(resource.properties["Rules"])))


def _alarm(resource: Resource) -> Iterator[tuple[str, float]]:
    one = [{"MetricStat": {"Period": resource.properties.get("Period", FINE_SECONDS)}}]
    for query in resource.properties.get("Metrics", one):
        if stat := query.get("MetricStat"):
            yield ("alarm" if stat["Period"] >= FINE_SECONDS else "alarm-of-seconds"), 1


def _api_stage(resource: Resource, methods: int) -> Needs:
    settings = resource.properties.get("MethodSettings", [])
    if not any(setting.get("MetricsEnabled") for setting in settings):
        return ()
    return (("metric", methods * ASSUMED["metrics_of_a_method"]),)


def _function(resource: Resource) -> Needs:
    service = service_of(resource)
    if service is None:
        return ()
    counted = COUNTS["metrics"]
    own = {PROXY.value: counted["of_proxy"], PAYMENT.value: counted["of_payment"]}.get(service, 0)
    of_inbox = 0 if service == PROXY else counted["of_an_inbox"]
    return (("metric", own + of_inbox),)


def service_of(resource: Resource) -> str | None:
    """The service whose function this is; none for the CDK's own functions."""
    handler = re.fullmatch(r"services\.(\w+)\.handler\.handler", resource.properties["Handler"])
    return handler[1] if handler else None


def _polling(_: Resource) -> Needs:
    polls = SECONDS / ASSUMED["poll_seconds"] * ASSUMED["polls_of_an_inbox"]
    return (("queue-request", polls),)


def _schedule(resource: Resource) -> Needs:
    times = times_a_month(resource.properties.get("ScheduleExpression", ""))
    seconds = ASSUMED["milliseconds_of_a_message"] / 1000
    return (
        ("queue-request", times * 2),
        ("function-request", times),
        ("function-time", times * seconds * CLOCK_MEGABYTES / 1024),
        ("log-data", times * ASSUMED["log_bytes_of_an_invocation"] / GIGABYTE),
        ("trace", times),
    )


def times_a_month(expression: str) -> float:
    """How often a schedule runs: never without one; a `cron` of ours, once a day at the most."""
    if rate := RATE.fullmatch(expression):
        minutes = {"minute": 1, "hour": 60, "day": 24 * 60}[rate[2]]
        return MINUTES / (int(rate[1]) * minutes)
    return DAYS if expression else 0


def _canary(resource: Resource) -> Needs:
    return (("canary-run", times_a_month(resource.properties["Schedule"]["Expression"])),)


PRICED: Mapping[str, Priced] = {
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::CloudWatch::CompositeAlarm": _monthly("composite-alarm"),
    "AWS::CloudWatch::Dashboard": _monthly("dashboard"),
    "AWS::DocDB::DBCluster": _cluster,
    "AWS::DocDB::DBInstance": _instance,
    "AWS::EC2::EIP": _hourly("public-ipv4"),
    "AWS::EC2::NatGateway": _hourly("nat-gateway"),
    "AWS::EC2::VPCEndpoint": _endpoint,
    "AWS::Events::Rule": _schedule,
    "AWS::KMS::Key": _monthly("kms-key"),
    "AWS::Lambda::EventSourceMapping": _polling,
    "AWS::Lambda::Function": _function,
    "AWS::Route53::HostedZone": _monthly("hosted-zone"),
    "AWS::SecretsManager::Secret": _monthly("secret"),
    "AWS::Synthetics::Canary": _canary,
    "AWS::WAFv2::WebACL": _web_acl,
}
"""What a resource of each type takes in a month."""
