"""What docs/ shows of the infrastructure is what the stacks deploy."""

import json

import pytest

from docs.tool.asyncapi import document
from docs.tool.model import RECEIVERS, USES
from docs.tool.pictures import OUTSIDE
from services.manifest import SERVICES, Participant
from tests.infrastructure.templates import Resource, Templates

SHOWN_ELSEWHERE = ("sqs:", "logs:", "xray:", "ec2:", "secretsmanager:")
"""Rights to queues and databases, which have boxes of their own, and what every function has."""


@pytest.mark.parametrize("service", RECEIVERS)
def test_asyncapi_binds_a_channel_to_the_queue_that_is_deployed(
    prod: Templates, service: Participant
) -> None:
    bindings = document()["channels"][service]["bindings"]["sqs"]
    inbox, dead = queue(prod, service, "Inbox"), queue(prod, service, "DeadLetters")
    for name, deployed in (("queue", inbox), ("deadLetterQueue", dead)):
        for said, property_ in (
            ("visibilityTimeout", "VisibilityTimeout"),
            ("receiveMessageWaitTime", "ReceiveMessageWaitTimeSeconds"),
            ("messageRetentionPeriod", "MessageRetentionPeriod"),
        ):
            assert bindings[name].get(said) == deployed.properties.get(property_), said
    redrive = inbox.properties["RedrivePolicy"]
    assert bindings["queue"]["redrivePolicy"] == {
        "deadLetterQueue": {"name": bindings["deadLetterQueue"]["name"]},
        "maxReceiveCount": redrive["maxReceiveCount"],
    }


def queue(prod: Templates, service: Participant, name: str) -> Resource:
    (only,) = [q for q in prod.of("AWS::SQS::Queue") if q.id.startswith(f"{service.title()}{name}")]
    return only


@pytest.mark.parametrize("service", SERVICES)
def test_the_picture_shows_everything_that_a_function_may_call(
    with_domain: Templates, service: Participant
) -> None:
    shown = [used for used in USES if used.service is service]
    variables = json.dumps(with_domain.function(service).properties["Environment"])
    actions = {
        action
        for statement in with_domain.statements(service)
        for action in listed(statement["Action"])
        if not action.startswith(SHOWN_ELSEWHERE)
    }
    for used in shown:
        assert used.right in variables or any(a.startswith(used.right) for a in actions), used
    left = {a for a in actions if not any(a.startswith(used.right) for used in shown)}
    assert left == set(), f"docs/tool/model.py: USES does not show {left}"
    outside = ("JWKS_URL", "PAYMENT_SECRET")
    assert {name for name in outside if f'"{name}"' in variables} <= {used.right for used in shown}


def test_the_context_shows_every_system_that_is_not_ours() -> None:
    ours = {"invoices"}
    assert set(OUTSIDE) == {used.name for used in USES} - ours


def listed(action: str | list[str]) -> list[str]:
    """One action or several, as IAM takes both."""
    return [action] if isinstance(action, str) else action
