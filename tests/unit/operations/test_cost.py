"""The cost model's data, and how it computes."""

import re
from pathlib import Path

import pytest

from operations.cost.floor import API_STAGE, PRICED, floor, times_a_month, total
from operations.cost.orders import customers
from operations.cost.page import difference
from operations.cost.prices import COUNTS, FREE, MEMORY, PRICES, REGION
from operations.cost.template import Resource
from stacks import config

SERVICES = Path(__file__).parents[3] / "services"
METRIC = re.compile(r"\badd_metric\(")


@pytest.mark.parametrize("name", PRICES)
def test_each_price_says_where_it_is_from(name: str) -> None:
    price = PRICES[name]
    assert price.page.startswith("https://aws.amazon.com/")
    assert price.page.endswith("/pricing/")
    assert price.basis == MEMORY or price.basis.startswith(("https://", "a copy of the page"))
    assert re.fullmatch(r"20\d\d(-[01]\d)?", price.date)
    assert price.usd > 0 < price.per
    assert price.unit


def test_prices_are_of_the_region_in_which_the_store_runs() -> None:
    assert config.REGION == REGION


def test_no_type_of_resource_is_both_priced_and_free() -> None:
    by_use, nothing = FREE["by_use"], FREE["nothing"]
    assert not set(by_use) & set(nothing)
    assert not {API_STAGE, *PRICED} & {*by_use, *nothing}
    assert all([*by_use.values(), *nothing.values()])


@pytest.mark.parametrize(
    ("name", "folder"),
    [("of_an_inbox", "runtime"), ("of_proxy", "proxy"), ("of_payment", "payment")],
)
def test_each_metric_that_the_code_counts_is_paid_for(name: str, folder: str) -> None:
    found = [
        path.name
        for path in (SERVICES / folder).rglob("*.py")
        for _ in METRIC.findall(path.read_text())
    ]
    assert len(found) == COUNTS["metrics"][name]


def test_no_other_service_counts_anything() -> None:
    counting = {
        path.relative_to(SERVICES).parts[0]
        for path in SERVICES.rglob("*.py")
        if METRIC.search(path.read_text())
    }
    assert counting == {"runtime", "proxy", "payment"}


@pytest.mark.parametrize(
    ("expression", "times"),
    [
        ("rate(1 minute)", 43_800),
        ("rate(5 minutes)", 8_760),
        ("rate(1 hour)", 730),
        ("cron(0 5 * * ? *)", 730 / 24),
        ("", 0),
    ],
)
def test_a_schedule_runs_so_often_in_a_month(expression: str, times: float) -> None:
    assert times_a_month(expression) == pytest.approx(times)


def test_an_alarm_of_two_metrics_costs_two() -> None:
    stat = {"MetricStat": {"Period": 60}}
    ratio = {"Metrics": [stat, stat, {"Expression": "m1 / m2"}]}
    one = Resource("Observability", "One", "AWS::CloudWatch::Alarm", {"Period": 300})
    two = Resource("Observability", "Two", "AWS::CloudWatch::Alarm", ratio)
    assert total(floor([two])) == pytest.approx(2 * total(floor([one])))


def test_a_way_to_s3_is_free_and_another_costs_by_the_zone() -> None:
    s3 = Resource("Network", "S3", "AWS::EC2::VPCEndpoint", {"VpcEndpointType": "Gateway"})
    subnets = {"VpcEndpointType": "Interface", "SubnetIds": ["a", "b"]}
    sqs = Resource("Network", "Sqs", "AWS::EC2::VPCEndpoint", subnets)
    assert floor([s3]) == []
    assert total(floor([sqs])) == pytest.approx(2 * 730 * PRICES["interface-endpoint"].usd)


def test_a_plan_of_cognito_costs_from_the_first_customer_or_after_many() -> None:
    assert customers("PLUS", 1) == PRICES["user-PLUS"].usd
    assert customers("ESSENTIALS", 10_000) == 0
    assert customers("ESSENTIALS", 10_001) == PRICES["user-ESSENTIALS"].usd


def test_a_change_shows_what_became_dearer_and_what_is_gone() -> None:
    before = {"floor": {"a": 1.0, "b": 2.0, "same": 3.0}}
    after = {"floor": {"a": 1.5, "same": 3.001}}
    assert difference(before, after) == [
        "floor: a: +0.50 USD",
        "floor: b: -2.00 USD",
        "floor: together: -1.50 USD",
    ]
