"""Every message ends done, or in a dead-letter queue that somebody is paged about."""

import json

import pytest

from services.shared.messages import received_by
from services.shared.participants import SERVICES, Participant
from tests.claims import proves
from tests.infrastructure.templates import Resource, Templates

RECEIVERS = [service for service in SERVICES if received_by(service)]


def queue(prod: Templates, service: Participant, name: str) -> Resource:
    (only,) = [q for q in prod.of("AWS::SQS::Queue") if q.id.startswith(f"{service.title()}{name}")]
    return only


@proves("T47", "X23")
@pytest.mark.parametrize("service", RECEIVERS)
def test_after_five_tries_a_message_waits_for_people_for_two_weeks(
    prod: Templates, service: Participant
) -> None:
    redrive = queue(prod, service, "Inbox").properties["RedrivePolicy"]
    dead = queue(prod, service, "DeadLetters")
    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [dead.id, "Arn"]}
    assert dead.properties["MessageRetentionPeriod"] == 14 * 24 * 3600


@proves("T31", "T44", "E28")
@pytest.mark.parametrize("service", RECEIVERS)
def test_a_dead_letter_pages_somebody_and_says_what_to_do(
    prod: Templates, service: Participant
) -> None:
    (alarm,) = [
        a for a in prod.of("AWS::CloudWatch::Alarm")
        if a.id.startswith(f"{service.title()}DeadLetters")
    ]  # fmt: skip
    assert alarm.properties["Threshold"] == 1
    assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    assert f"make redrive QUEUE={service}" in alarm.properties["AlarmDescription"]
    assert "Page" in json.dumps(alarm.properties["AlarmActions"])
    assert queue(prod, service, "DeadLetters").id in json.dumps(alarm.properties["Dimensions"])


def test_queues_are_encrypted_and_speak_tls_alone(prod: Templates) -> None:
    queues = prod.of("AWS::SQS::Queue")
    assert all(q.properties["SqsManagedSseEnabled"] for q in queues)
    policies = json.dumps([p.properties for p in prod.of("AWS::SQS::QueuePolicy")])
    for each in queues:
        assert each.id in policies
    assert policies.count('"aws:SecureTransport": "false"') == len(queues)


def test_no_queue_is_without_a_reader_or_a_watcher(prod: Templates) -> None:
    assert len(prod.of("AWS::SQS::Queue")) == 2 * len(RECEIVERS)


@proves("T44", "T45")
def test_there_are_two_tiers_and_one_dashboard(prod: Templates) -> None:
    pages = {a.id for a in prod.of("AWS::CloudWatch::Alarm") if goes_to(a, "Page")}
    tickets = {a.id for a in prod.of("AWS::CloudWatch::Alarm") if goes_to(a, "Ticket")}
    assert pages
    assert tickets
    assert not pages & tickets
    assert len(pages | tickets) == len(prod.of("AWS::CloudWatch::Alarm"))
    assert prod.the("AWS::CloudWatch::Dashboard")


def goes_to(alarm: Resource, tier: str) -> bool:
    return f'"{tier}' in json.dumps(alarm.properties["AlarmActions"])
