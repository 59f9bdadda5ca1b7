"""From an alarm to a person: the topic lets CloudWatch speak, its key too, and somebody listens."""

from pathlib import Path
from typing import Any

from tests.claims import proves
from tests.infrastructure.conftest import synthesise
from tests.infrastructure.templates import Templates, listed

CLOUDWATCH = {"Service": "cloudwatch.amazonaws.com"}
SOMEBODY = "florist@example.com"


def allowed(statements: list[dict[str, Any]]) -> set[str]:
    """What CloudWatch is allowed to do."""
    return {
        action
        for statement in statements
        if statement["Effect"] == "Allow" and statement["Principal"] == CLOUDWATCH
        for action in listed(statement["Action"])
    }


@proves("X39", "FM-L18-01:mitigation")
def test_cloudwatch_may_use_the_key_of_both_topics(prod: Templates) -> None:
    key = prod.the("AWS::KMS::Key", "Observability")
    wanted = {"kms:Decrypt", "kms:GenerateDataKey"}
    assert allowed(key.properties["KeyPolicy"]["Statement"]) >= wanted
    topics = prod.of("AWS::SNS::Topic", "Observability")
    assert len(topics) == 2
    for topic in topics:
        assert topic.properties["KmsMasterKeyId"] == {"Fn::GetAtt": [key.id, "Arn"]}


@proves("X39", "FM-MON-02:detection")
def test_cloudwatch_may_publish_to_both_topics(prod: Templates) -> None:
    """A topic's own policy replaces the default one, by which the whole account may publish."""
    policies = prod.of("AWS::SNS::TopicPolicy", "Observability")
    assert len(policies) == 2
    for policy in policies:
        assert "sns:Publish" in allowed(policy.properties["PolicyDocument"]["Statement"])


def warnings(synthesised: Path) -> str:
    """What the CDK tells whoever deploys."""
    return "".join(file.read_text() for file in synthesised.glob("*-Observability.metadata.json"))


@proves("X39", "FM-MON-02:mitigation")
def test_who_deploys_without_an_address_is_told_that_nobody_will_be(prod: Templates) -> None:
    assert "Nobody is told of alarms" in warnings(prod.folder)


@proves("D13", "FM-MON-02:mitigation")
def test_with_an_address_each_tier_tells_somebody(tmp_path: Path) -> None:
    called = synthesise(tmp_path, alarm_email=SOMEBODY)
    assert "Nobody is told of alarms" not in warnings(tmp_path)
    topics = {topic.id for topic in called.of("AWS::SNS::Topic", "Observability")}
    subscriptions = [s.properties for s in called.of("AWS::SNS::Subscription", "Observability")]
    assert {subscription["TopicArn"]["Ref"] for subscription in subscriptions} == topics
    assert {subscription["Endpoint"] for subscription in subscriptions} == {SOMEBODY}
