"""Alarms that go off by themselves, and tell a human."""

import json
from typing import Any

from tests.integration.emulator.cloud import Cloud, eventually
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import attribute, queue, ref


def alarm(name: str, **properties: Any) -> dict[str, Any]:
    """An alarm that goes off at 1 within a minute."""
    return {
        name: {
            "Type": "AWS::CloudWatch::Alarm",
            "Properties": {
                "EvaluationPeriods": 1,
                "Threshold": 1,
                "ComparisonOperator": "GreaterThanOrEqualToThreshold",
                "TreatMissingData": "notBreaching",
                **properties,
            },
        }
    }


def visible(queue_name: str) -> dict[str, Any]:
    """How many messages wait in a queue."""
    dimension = {"Name": "QueueName", "Value": attribute("QueueName", queue_name)}
    return {
        "Namespace": "AWS/SQS",
        "MetricName": "ApproximateNumberOfMessagesVisible",
        "Dimensions": [dimension],
    }


def gauge(identifier: str, queue_name: str) -> dict[str, Any]:
    """The same as a query of metric math."""
    stat = {"Metric": visible(queue_name), "Period": 60, "Stat": "Maximum"}
    return {"Id": identifier, "MetricStat": stat, "ReturnData": False}


def test_a_message_in_a_dead_letter_queue_is_told_to_the_topics_subscribers(
    cloud: Cloud, deploy: Deploy
) -> None:
    topic = {
        "Topic": {"Type": "AWS::SNS::Topic", "Properties": {}},
        "Subscription": {
            "Type": "AWS::SNS::Subscription",
            "Properties": {
                "Protocol": "sqs",
                "TopicArn": ref("Topic"),
                "Endpoint": attribute("Arn", "Pager"),
                "RawMessageDelivery": True,
            },
        },
        "PagerPolicy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "Queues": [ref("Pager")],
                "PolicyDocument": {
                    "Version": "2012-10-17",
                    "Statement": [
                        {
                            "Effect": "Allow",
                            "Principal": {"Service": "sns.amazonaws.com"},
                            "Action": "sqs:SendMessage",
                            "Resource": attribute("Arn", "Pager"),
                        }
                    ],
                },
            },
        },
    }
    watch = {**visible("Dead"), "Statistic": "Maximum", "Period": 60}
    stack = deploy(
        {
            **queue("Dead"), **queue("Other"), **queue("Pager"), **topic,
            **alarm("Page", **watch, AlarmActions=[ref("Topic")]),
            **alarm("Calm", **{**watch, **visible("Other")}),
        },
        Dead=ref("Dead"), Pager=ref("Pager"), Page=ref("Page"), Calm=ref("Calm"),
    )  # fmt: skip
    eventually(lambda: cloud.alarm_state(stack["Page"]) == "OK")

    cloud.client("sqs").send_message(QueueUrl=stack["Dead"], MessageBody="an order")

    [told] = eventually(lambda: cloud.messages(stack["Pager"]))
    assert json.loads(told)["NewStateValue"] == "ALARM"
    assert cloud.alarm_state(stack["Page"]) == "ALARM"
    assert cloud.alarm_state(stack["Calm"]) == "OK"


def test_metric_math_and_a_composite_of_alarms_go_off_together(
    cloud: Cloud, deploy: Deploy
) -> None:
    together = [
        gauge("one", "First"),
        gauge("two", "Second"),
        {"Id": "both", "Expression": "one * two", "ReturnData": True},
    ]
    parts = ["ALARM(", ref("Math"), ") AND NOT ALARM(", ref("Never"), ")"]
    composite = {
        "Both": {
            "Type": "AWS::CloudWatch::CompositeAlarm",
            "Properties": {"AlarmRule": {"Fn::Join": ["", parts]}},
        }
    }
    stack = deploy(
        {
            **queue("First"), **queue("Second"),
            **alarm("Math", Metrics=together),
            **alarm("Never", **visible("First"), Statistic="Maximum", Period=60, Threshold=99),
            **composite,
        },
        First=ref("First"), Second=ref("Second"), Math=ref("Math"), Both=ref("Both"),
    )  # fmt: skip

    cloud.client("sqs").send_message(QueueUrl=stack["First"], MessageBody="an order")
    eventually(lambda: cloud.alarm_state(stack["Math"]) == "OK")
    assert cloud.alarm_state(stack["Both"]) == "OK"

    cloud.client("sqs").send_message(QueueUrl=stack["Second"], MessageBody="an order")
    eventually(lambda: cloud.alarm_state(stack["Both"]) == "ALARM")
