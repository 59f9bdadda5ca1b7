"""Queues: schedules that fill them, and the policies that guard them."""

import pytest
from botocore.exceptions import ClientError

from tests.integration.emulator.cloud import Cloud, eventually
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import attribute, queue, ref

DENY_INSECURE = {
    "Effect": "Deny",
    "Principal": {"AWS": "*"},
    "Action": "sqs:*",
    "Resource": attribute("Arn", "Queue"),
    "Condition": {"Bool": {"aws:SecureTransport": "false"}},
}
KEY = {
    "Key": {
        "Type": "AWS::KMS::Key",
        "Properties": {
            "KeyPolicy": {
                "Version": "2012-10-17",
                "Statement": [
                    {
                        "Effect": "Allow",
                        "Principal": {"AWS": "arn:aws:iam::000000000000:root"},
                        "Action": "kms:*",
                        "Resource": "*",
                    }
                ],
            }
        },
    }
}


def guarded(*statements: object) -> dict[str, object]:
    """A queue's policy."""
    return {
        "QueuePolicy": {
            "Type": "AWS::SQS::QueuePolicy",
            "Properties": {
                "Queues": [ref("Queue")],
                "PolicyDocument": {"Version": "2012-10-17", "Statement": list(statements)},
            },
        }
    }


def test_an_encrypted_queue_that_insists_on_tls_can_be_used(cloud: Cloud, deploy: Deploy) -> None:
    encrypted = queue(KmsMasterKeyId=attribute("Arn", "Key"))
    stack = deploy({**KEY, **encrypted, **guarded(DENY_INSECURE)}, Queue=ref("Queue"))

    cloud.client("sqs").send_message(QueueUrl=stack["Queue"], MessageBody="an order")

    assert cloud.messages(stack["Queue"]) == ["an order"]


def test_a_queues_policy_is_enforced(cloud: Cloud, deploy: Deploy) -> None:
    deny_all = {**DENY_INSECURE, "Condition": {"Bool": {"aws:SecureTransport": "true"}}}
    stack = deploy({**queue(), **guarded(deny_all)}, Queue=ref("Queue"))

    with pytest.raises(ClientError, match="AccessDenied"):
        cloud.client("sqs").send_message(QueueUrl=stack["Queue"], MessageBody="an order")


def test_a_schedule_delivers_its_constant_input(cloud: Cloud, deploy: Deploy) -> None:
    may_send = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": attribute("Arn", "Queue"),
    }
    target = {"Id": "inbox", "Arn": attribute("Arn", "Queue"), "Input": '{"type": "Tick"}'}
    schedule = {
        "Every": {
            "Type": "AWS::Events::Rule",
            "Properties": {"ScheduleExpression": "rate(1 minute)", "Targets": [target]},
        }
    }
    stack = deploy({**queue(), **guarded(may_send), **schedule}, Queue=ref("Queue"))

    assert eventually(lambda: cloud.messages(stack["Queue"]), patience=90) == ['{"type": "Tick"}']
