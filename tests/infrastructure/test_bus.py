"""Every message ends done, or in a dead-letter queue that somebody is paged about."""

import json

import pytest

from services.contracts.payments import MISMATCHES, Reconcile, ReconcileMonth
from services.contracts.topology import received_by, sent_by
from services.manifest import CLOCK, MANIFEST, NOTICES, PAYMENT, SERVICES, Participant, Tier
from services.runtime.envelope import open_envelope, read
from services.runtime.logs import UNAVAILABLE
from stacks.bus import SCHEDULES
from tests.claims import proves
from tests.infrastructure.templates import Resource, Templates

RECEIVERS = [service for service in SERVICES if received_by(service)]
NO_ORDER_WAITS = {NOTICES}
"""No order waits for an e-mail: a dead letter of this service can wait until the morning."""
EVENT = {"$.id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "$.time": "2026-11-24T17:00:00Z"}
"""Of EventBridge's own, what a rule fills in."""


def queue(prod: Templates, service: Participant, name: str) -> Resource:
    (only,) = [q for q in prod.of("AWS::SQS::Queue") if q.id.startswith(f"{service.title()}{name}")]
    return only


@proves(
    "T47",
    "X23",
    "FM-SQS-05:detection",
    "FM-DLQ-01:detection",
    "FM-K25-01:detection",
    "FM-DB-01:detection",
)
@pytest.mark.parametrize("service", RECEIVERS)
def test_after_five_tries_a_message_waits_for_people_for_two_weeks(
    prod: Templates, service: Participant
) -> None:
    redrive = queue(prod, service, "Inbox").properties["RedrivePolicy"]
    dead = queue(prod, service, "DeadLetters")
    assert redrive["maxReceiveCount"] == 5
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": [dead.id, "Arn"]}
    assert dead.properties["MessageRetentionPeriod"] == 14 * 24 * 3600


@proves("FM-NOT-01:detection")
def test_only_a_notice_can_wait_until_the_morning() -> None:
    can_wait = {service for service, row in MANIFEST.items() if row.tier is Tier.TICKET}
    assert can_wait == {NOTICES}


@proves("T44", "FM-DLQ-01:detection", "FM-NOT-01:detection", "FM-K25-01:detection")
@pytest.mark.parametrize("name", ["DeadLetters", "Waiting"])
@pytest.mark.parametrize("service", RECEIVERS)
def test_an_inbox_tells_the_people_of_its_tier(
    prod: Templates, service: Participant, name: str
) -> None:
    (alarm,) = [
        a for a in prod.of("AWS::CloudWatch::Alarm") if a.id.startswith(f"{service.title()}{name}")
    ]
    assert goes_to(alarm, MANIFEST[service].tier.title())


@proves(
    "T31",
    "T44",
    "E28",
    "FM-SQS-05:detection",
    "FM-DLQ-01:detection",
    "FM-K25-01:detection",
    "FM-DB-01:detection",
    "FM-PAY-02:detection",
    "FM-PAY-08:detection",
    "FM-PSP-01:detection",
    "FM-PSP-05:detection",
    "FM-INVO-02:detection",
    "FM-INVB-02:detection",
    "FM-FN-04:detection",
)
@pytest.mark.parametrize("service", RECEIVERS)
def test_a_dead_letter_tells_somebody_and_says_what_to_do(
    prod: Templates, service: Participant
) -> None:
    (alarm,) = [
        a for a in prod.of("AWS::CloudWatch::Alarm")
        if a.id.startswith(f"{service.title()}DeadLetters")
    ]  # fmt: skip
    assert alarm.properties["Threshold"] == 1
    assert alarm.properties["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"
    told = json.dumps(alarm.properties["AlarmActions"])
    assert ("Ticket" in told) == (service in NO_ORDER_WAITS), "it pages, if an order waits"
    assert ("Page" in told) == (service not in NO_ORDER_WAITS)
    assert f"make redrive QUEUE={service}" in alarm.properties["AlarmDescription"]
    assert queue(prod, service, "DeadLetters").id in json.dumps(alarm.properties["Dimensions"])


@proves(
    "T44",
    "FM-SQS-04:detection",
    "FM-SQS-06:detection",
    "FM-PAY-01:detection",
    "FM-INVO-01:detection",
    "FM-FN-01:detection",
    "FM-FN-05:detection",
)
@pytest.mark.parametrize("service", RECEIVERS)
def test_a_message_that_waits_is_told_of_days_before_its_queue_forgets_it(
    prod: Templates, service: Participant
) -> None:
    inbox = queue(prod, service, "Inbox")
    (alarm,) = [
        a.properties for a in prod.of("AWS::CloudWatch::Alarm")
        if a.id.startswith(f"{service.title()}Waiting")
    ]  # fmt: skip
    assert inbox.properties["MessageRetentionPeriod"] == 4 * 24 * 3600
    assert alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert inbox.id in json.dumps(alarm["Dimensions"])
    assert (alarm["Threshold"], alarm["Statistic"]) == (900, "Maximum")
    assert alarm["Period"] * alarm["EvaluationPeriods"] == 180


def test_queues_are_encrypted_and_speak_tls_alone(prod: Templates) -> None:
    queues = prod.of("AWS::SQS::Queue")
    assert all(q.properties["SqsManagedSseEnabled"] for q in queues)
    policies = json.dumps([p.properties for p in prod.of("AWS::SQS::QueuePolicy")])
    for each in queues:
        assert each.id in policies
    assert policies.count('"aws:SecureTransport": "false"') == len(queues)


def test_no_queue_is_without_a_reader_or_a_watcher(prod: Templates) -> None:
    assert len(prod.of("AWS::SQS::Queue")) == 2 * len(RECEIVERS)


@proves("T44", "T45", "FM-MON-03:mitigation")
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


@proves("FM-L07-01:detection")
def test_the_clock_says_each_thing_when_it_is_time_to_whom_it_concerns(prod: Templates) -> None:
    said = {}
    for rule in prod.of("AWS::Events::Rule", "Bus"):
        (target,) = rule.properties["Targets"]
        envelope = target["InputTransformer"]["InputTemplate"]
        (message,) = [m for m in sent_by(CLOCK) if f'"type":"{m.__name__}"' in envelope]
        (receiver,) = message.to
        assert target["Arn"] == arn(queue(prod, receiver, "Inbox"))
        assert target["DeadLetterConfig"]["Arn"] == arn(queue(prod, receiver, "DeadLetters"))
        assert rule.properties["State"] == "ENABLED"
        said[message] = rule.properties["ScheduleExpression"]
    assert said == dict(SCHEDULES)
    assert set(said) == set(sent_by(CLOCK))


@proves("FM-L07-02:mitigation")
def test_what_the_clock_says_is_a_message_of_the_store(prod: Templates) -> None:
    for rule in prod.of("AWS::Events::Rule", "Bus"):
        (target,) = rule.properties["Targets"]
        text = target["InputTransformer"]["InputTemplate"]
        for name, path in target["InputTransformer"]["InputPathsMap"].items():
            text = text.replace(f"<{name}>", json.dumps(EVENT[path]))
        envelope = open_envelope(text)
        assert type(read(envelope)) in SCHEDULES
        assert envelope.correlationid == EVENT["$.id"]
        assert envelope.source == "crassula/clock"


@proves("FM-L07-01:mitigation")
def test_each_rule_of_the_clock_may_send_to_its_own_inbox_alone(prod: Templates) -> None:
    allowed = [
        (statement["Condition"]["ArnEquals"]["aws:SourceArn"], statement["Resource"])
        for policy in prod.of("AWS::SQS::QueuePolicy")
        for statement in policy.properties["PolicyDocument"]["Statement"]
        if statement["Effect"] == "Allow"
    ]
    expected = [
        (arn(rule), resource)
        for rule in prod.of("AWS::Events::Rule", "Bus")
        for target in rule.properties["Targets"]
        for resource in (target["Arn"], target["DeadLetterConfig"]["Arn"])
    ]
    assert sorted(allowed, key=str) == sorted(expected, key=str)


@proves("T44", "T45", "U5", "FM-MON-03:mitigation")
def test_a_human_is_woken_for_messages_that_are_stuck_and_for_money_alone(prod: Templates) -> None:
    woken = {
        alarm.properties["AlarmDescription"]
        for alarm in prod.of("AWS::CloudWatch::Alarm")
        if goes_to(alarm, "Page")
    }
    stuck = [service for service in RECEIVERS if MANIFEST[service].tier is Tier.PAGE]
    assert sum("gave up on a message" in why for why in woken) == len(stuck)
    assert sum("has waited" in why for why in woken) == len(stuck)
    (money,) = [why for why in woken if "make reconcile" in why]
    assert [why for why in woken if "payments wait, none is lost" in why]
    assert len(woken) == 2 * len(stuck) + 2
    assert "The provider kept another amount" in money


@proves(
    "U5",
    "FM-PSP-01:detection",
    "FM-PAY-07:detection",
    "FM-PSP-08:detection",
    "FM-L11-01:detection",
    "FM-L13-02:detection",
)
@pytest.mark.parametrize(
    ("name", "metric"),
    [
        ("MoneyMismatches", MISMATCHES),
        ("ProviderUnavailable", UNAVAILABLE),
        ("WebhooksRefused", "WebhooksRefused"),
    ],
)
def test_an_alarm_about_money_watches_what_payment_counts(
    prod: Templates, name: str, metric: str
) -> None:
    (alarm,) = [a for a in prod.of("AWS::CloudWatch::Alarm") if a.id.startswith(name)]
    watched = alarm.properties
    variables = prod.function(PAYMENT).properties["Environment"]["Variables"]
    assert watched["MetricName"] == metric
    assert watched["Namespace"] == variables["POWERTOOLS_METRICS_NAMESPACE"]
    assert watched["Dimensions"] == [
        {"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}
    ]


@pytest.mark.finding("W13")
@proves("U5", "FM-PSP-08:detection")
def test_a_difference_pages_once_and_stays_an_alarm_until_a_whole_night_has_found_nothing(
    prod: Templates,
) -> None:
    (alarm,) = [a for a in prod.of("AWS::CloudWatch::Alarm") if a.id.startswith("MoneyMismatches")]
    looked_at = alarm.properties["Period"] * alarm.properties["EvaluationPeriods"]
    assert alarm.properties["DatapointsToAlarm"] == 1
    assert looked_at > 24 * 3600, "two nights' comparisons overlap"
    assert (SCHEDULES[Reconcile], SCHEDULES[ReconcileMonth]) == (
        "rate(1 hour)",
        "cron(30 1 * * ? *)",
    )


def arn(resource: Resource) -> dict[str, list[str]]:
    return {"Fn::GetAtt": [resource.id, "Arn"]}
