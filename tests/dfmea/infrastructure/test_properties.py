"""Resources are measured, and compared with what is expected."""

from typing import Any

import pytest

from dfmea.tool.infrastructure.properties import measured, shortfall
from dfmea.tool.model.expectations import Measure, Property
from tests.dfmea.infrastructure.mutations import at, resource, template_of

TEMPLATE = template_of(
    Queue=resource(
        "AWS::SQS::Queue",
        VisibilityTimeout=60,
        RedrivePolicy={"maxReceiveCount": 5},
        Encrypted="true",
    ),
    Source=resource(
        "AWS::Lambda::EventSourceMapping",
        EventSourceArn={"Ref": "Queue"},
        FunctionName={"Ref": "Order"},
        FunctionResponseTypes=["ReportBatchItemFailures"],
    ),
    Order=resource("AWS::Lambda::Function", Timeout=10, Layers=[{"Size": 1}, {"Size": 2}]),
    Other=resource("AWS::Lambda::Function", Timeout=99, Layers=[{"Size": 1}, {}]),
)
CONSUMER = ["AWS::Lambda::EventSourceMapping", "AWS::Lambda::Function"]


def wrong(path: str, measure: dict[str, Any], compare: str, to: Any = None) -> str | None:
    expected = Property.model_validate(
        {
            "id": "PROP-X", "text": "t", "select": "*", "type": "t", "measure": measure,
            "compare": compare, "to": to, "needed_by": ["x"], "remedy": "r",
        }
    )  # fmt: skip
    return shortfall(TEMPLATE, at(TEMPLATE, path), expected)


@pytest.mark.parametrize(
    ("path", "measure", "compare", "to"),
    [
        ("Shop/Queue", {"property": "RedrivePolicy.maxReceiveCount"}, "is", 5),
        ("Shop/Queue", {"property": "RedrivePolicy.maxReceiveCount"}, "exists", None),
        ("Shop/Queue", {"property": "Encrypted"}, "is", True),
        ("Shop/Queue", {"property": "VisibilityTimeout"}, "at-least", 60),
        ("Shop/Queue", {"property": "VisibilityTimeout"}, "at-most", 60),
        (
            "Shop/Queue",
            {"property": "VisibilityTimeout"},
            "at-least",
            {"by": CONSUMER, "property": "Timeout", "times": 6},
        ),
        ("Shop/Queue", {"by": CONSUMER}, "is", 1),
        (
            "Shop/Source",
            {"property": "FunctionResponseTypes"},
            "has",
            "ReportBatchItemFailures",
        ),
        ("Shop/Order", {"property": "Layers.*.Size"}, "at-most", 2),
        ("Shop/Order", {"property": "Layers.*.Size", "combine": "sum"}, "is", 3),
    ],
)
def test_as_expected(path: str, measure: dict[str, Any], compare: str, to: Any) -> None:
    assert wrong(path, measure, compare, to) is None


@pytest.mark.parametrize(
    ("path", "measure", "compare", "to", "message"),
    [
        (
            "Shop/Queue",
            {"property": "VisibilityTimeout"},
            "at-least",
            {"by": CONSUMER, "property": "Timeout", "times": 7},
            "VisibilityTimeout is 60; it should be at least 70",
        ),
        ("Shop/Queue", {"property": "Retention"}, "exists", None, "has no Retention"),
        ("Shop/Other", {"property": "Layers.*.Size"}, "exists", None, "has no Layers.*.Size"),
        (
            "Shop/Source",
            {"property": "FunctionResponseTypes"},
            "has",
            "Other",
            "FunctionResponseTypes is ['ReportBatchItemFailures']; it should have Other",
        ),
        (
            "Shop/Other",
            {"by": ["AWS::Lambda::EventSourceMapping"]},
            "is",
            1,
            "number of AWS::Lambda::EventSourceMapping is 0; it should be 1",
        ),
    ],
)
def test_not_as_expected(
    path: str, measure: dict[str, Any], compare: str, to: Any, message: str
) -> None:
    assert wrong(path, measure, compare, to) == message


def test_a_limit_that_is_missing_is_not_kept() -> None:
    limit = {"by": ["AWS::Lambda::Function"], "property": "Timeout"}

    found = wrong("Shop/Queue", {"property": "VisibilityTimeout"}, "at-least", limit)

    assert found is not None
    assert "Timeout of AWS::Lambda::Function, which is not there" in found


def test_a_walk_never_goes_back() -> None:
    there_and_back = Measure(by=(*CONSUMER, CONSUMER[0]))

    assert measured(TEMPLATE, at(TEMPLATE, "Shop/Queue"), there_and_back) == [0]
