"""Values are followed to the resources that they name, across stacks."""

import json
from pathlib import Path
from typing import Any

import pytest

from dfmea.tool.infrastructure.template import Template
from tests.dfmea.infrastructure.mutations import at, resource, stack, template_of

QUEUE = "AWS::SQS::Queue"


@pytest.fixture
def two_stacks() -> Template:
    """A queue that another stack imports."""
    bus = stack(
        "Bus",
        {"Bus:QueueArn": {"Fn::GetAtt": ["Queue", "Arn"]}},
        Queue=resource(QUEUE, QueueName="orders"),
        Other=resource(QUEUE),
    )
    return Template((bus, stack("Code", Function=resource("AWS::Lambda::Function"))))


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("Bus", {"Ref": "Queue"}),
        ("Bus", {"Fn::GetAtt": ["Queue", "Arn"]}),
        ("Bus", {"Fn::GetAtt": "Queue.Arn"}),
        ("Code", {"Fn::ImportValue": "Bus:QueueArn"}),
        ("Code", {"Fn::Join": ["", [{"Fn::ImportValue": "Bus:QueueArn"}, "/*"]]}),
        ("Bus", {"Fn::Sub": "prefix-${Queue.Arn}/*"}),
        ("Bus", {"Fn::Sub": "prefix-${Queue}"}),
        ("Code", {"Fn::Sub": ["${Where}", {"Where": {"Fn::ImportValue": "Bus:QueueArn"}}]}),
        ("Code", "arn:aws:sqs:eu-central-1:123456789012:orders"),
        ("Code", {"Fn::Select": [0, {"Fn::Split": ["/", {"Fn::ImportValue": "Bus:QueueArn"}]}]}),
    ],
)
def test_a_value_names_a_resource(two_stacks: Template, where: str, value: Any) -> None:
    assert [each.path for each in two_stacks.named_in(where, value)] == ["Bus/Queue"]


@pytest.mark.parametrize(
    "value",
    [
        {"Ref": "AWS::AccountId"},
        {"Fn::ImportValue": "Nobody:Exports"},
        {"Fn::Sub": "${AWS::Partition}"},
        "arn:aws:sqs:eu-central-1:123456789012:unknown",
        "orders",
        12,
        None,
    ],
)
def test_other_values_name_none(two_stacks: Template, value: Any) -> None:
    assert not list(two_stacks.named_in("Code", value))


def test_the_same_logical_id_of_two_stacks_is_two_resources() -> None:
    both = Template(
        (stack("One", Key=resource("AWS::KMS::Key")), stack("Two", Key=resource("AWS::KMS::Key")))
    )

    assert [each.path for each in both.named_in("Two", {"Ref": "Key"})] == ["Two/Key"]


def test_who_uses_a_resource() -> None:
    template = template_of(
        Dead=resource(QUEUE),
        Queue=resource(QUEUE, RedrivePolicy={"deadLetterTargetArn": {"Ref": "Dead"}}),
    )

    users = template.users_of(at(template, "Shop/Dead"))

    assert [each.path for each in users] == ["Shop/Queue"]


def test_a_folder_is_read_with_the_paths_of_its_constructs(tmp_path: Path) -> None:
    body = {"Resources": {"Q1": {"Type": QUEUE}, "Q2": {"Type": QUEUE}}}
    (tmp_path / "Bus.template.json").write_text(json.dumps(body))
    entries = {"/Bus/Inbox/Resource": [{"type": "aws:cdk:logicalId", "data": "Q1"}]}
    (tmp_path / "Bus.metadata.json").write_text(json.dumps(entries))

    template = Template.read(tmp_path)

    assert [each.path for each in template.resources] == ["Bus/Inbox/Resource", "Bus/Q2"]
    assert [each.logical_id for each in template.at("*/Inbox/*")] == ["Q1"]


def test_an_empty_folder_is_no_synthesis(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="synthesise first"):
        Template.read(tmp_path)
