"""Pieces of templates that several tests need."""

from textwrap import dedent
from typing import Any

Resources = dict[str, Any]


def ref(name: str) -> Any:
    """The resource's own name, id or address."""
    return {"Ref": name}


def attribute(name: str, of: str) -> Any:
    """One attribute of a resource."""
    return {"Fn::GetAtt": [of, name]}


def function(
    code: str,
    *,
    name: str = "Function",
    may: list[dict[str, Any]] | None = None,
    variables: dict[str, Any] | None = None,
    **properties: Any,
) -> Resources:
    """A Python function, `handler(event, context)`, with a role that allows `may` and its logs."""
    logs = {"Effect": "Allow", "Action": "logs:*", "Resource": "*"}
    trust = {
        "Effect": "Allow",
        "Principal": {"Service": "lambda.amazonaws.com"},
        "Action": "sts:AssumeRole",
    }
    return {
        f"{name}Role": {
            "Type": "AWS::IAM::Role",
            "Properties": {
                "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
                "Policies": [
                    {
                        "PolicyName": "rights",
                        "PolicyDocument": {
                            "Version": "2012-10-17",
                            "Statement": [logs, *(may or [])],
                        },
                    }
                ],
            },
        },
        name: {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.12",
                "Handler": "index.handler",
                "Role": attribute("Arn", f"{name}Role"),
                "Code": {"ZipFile": dedent(code)},
                "Timeout": 10,
                "Environment": {"Variables": variables or {}},
                **properties,
            },
        },
    }


def allow(action: str, resource: Any = "*") -> dict[str, Any]:
    """A statement of a policy."""
    return {"Effect": "Allow", "Action": action, "Resource": resource}


def queue(name: str = "Queue", **properties: Any) -> Resources:
    """A queue."""
    return {name: {"Type": "AWS::SQS::Queue", "Properties": properties}}


def consumes(queue_name: str, function_name: str = "Function", **properties: Any) -> Resources:
    """The mapping that hands a queue's messages to a function."""
    return {
        f"{function_name}Inbox": {
            "Type": "AWS::Lambda::EventSourceMapping",
            "Properties": {
                "EventSourceArn": attribute("Arn", queue_name),
                "FunctionName": ref(function_name),
                "FunctionResponseTypes": ["ReportBatchItemFailures"],
                **properties,
            },
        }
    }


RECEIVE = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
