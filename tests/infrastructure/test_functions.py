"""Each function is allowed what its messages and its data need, and not a thing more."""

import json
import re

import pytest

from bundling.runtime import PYTHON
from services.contracts.topology import received_by, receivers_of, sent_by
from services.manifest import (
    INVOICING,
    MANIFEST,
    NOTICES,
    PAYMENT,
    PROFILES,
    PROXY,
    SERVICES,
    USES_CACHE,
    USES_DATABASE,
    Participant,
)
from services.payment.gateways.provider import SIGNATURE_HEADER
from services.runtime.mongo import POOL_SIZE
from stacks.config import ACTIVE_CONNECTIONS, VERSION, VISIBILITY_FACTOR
from stacks.release import CHANGED, revision
from tests.claims import proves
from tests.infrastructure.templates import Templates

CONSUME = {
    "sqs:ReceiveMessage",
    "sqs:ChangeMessageVisibility",
    "sqs:GetQueueUrl",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
}
EVERYWHERE = {
    "xray:PutTraceSegments",
    "xray:PutTelemetryRecords",
    "ec2:CreateNetworkInterface",
    "ec2:DescribeNetworkInterfaces",
    "ec2:DescribeSubnets",
    "ec2:DeleteNetworkInterface",
    "ec2:AssignPrivateIpAddresses",
    "ec2:UnassignPrivateIpAddresses",
}
"""AWS knows no resource for these: they are granted on `*`."""
LOGS = {"logs:CreateLogStream", "logs:PutLogEvents"}
SECRET = {"secretsmanager:GetSecretValue", "secretsmanager:DescribeSecret"}
OF_ITS_OWN = {
    PROXY: {"s3:GetObject"},
    INVOICING: {"s3:GetObject", "s3:PutObject"},
    PROFILES: {
        "cognito-idp:AdminGetUser",
        "cognito-idp:AdminUpdateUserAttributes",
        "cognito-idp:AdminDeleteUser",
    },
    NOTICES: {"cognito-idp:AdminGetUser"},
}


def expected_actions(service: Participant) -> set[str]:
    actions = EVERYWHERE | LOGS | SECRET | OF_ITS_OWN.get(service, set())
    if sent_by(service):
        actions |= {"sqs:SendMessage"}
    if received_by(service):
        actions |= CONSUME
    return actions


@proves("T15", "T34", "FM-MON-05:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_function_may_do_what_its_messages_and_data_need_and_nothing_else(
    prod: Templates, service: Participant
) -> None:
    assert prod.actions(service) == expected_actions(service)


@proves(
    "T15", "T16", "X21", "K12", "K15", "K17", "K20", "K22", "K24", "K26", "FM-SQS-07:mitigation"
)
@pytest.mark.parametrize("service", SERVICES)
def test_a_function_sends_to_the_inboxes_of_its_receivers_alone(
    prod: Templates, service: Participant
) -> None:
    allowed = prod.resources_of(service, "sqs:SendMessage")
    receivers = receivers_of(sent_by(service))
    assert len(allowed) == len(receivers)
    for receiver in receivers:
        assert any(f"{receiver.title()}Inbox" in resource for resource in allowed)
    variables = prod.function(service).properties["Environment"]["Variables"]
    assert {n for n in variables if n.startswith("INBOX_")} == {
        f"INBOX_{receiver.upper()}" for receiver in receivers
    }


def test_the_proxy_alone_changes_with_each_commit(prod: Templates, local: Templates) -> None:
    for templates in (prod, local):
        told = {
            service: templates.function(service).properties["Environment"]["Variables"]
            for service in SERVICES
        }
        assert {variables["VERSION"] for variables in told.values()} == {VERSION}
        assert {s for s, variables in told.items() if "REVISION" in variables} == {PROXY}
        deployed, now = told[PROXY]["REVISION"], revision()
        assert deployed.removesuffix(CHANGED) == now.removesuffix(CHANGED)


def test_the_proxy_is_told_by_which_header_the_provider_signs(
    prod: Templates, local: Templates
) -> None:
    for templates in (prod, local):
        told = templates.function(PROXY).properties["Environment"]["Variables"]
        assert told["WEBHOOK_SIGNATURE_HEADER"] == SIGNATURE_HEADER


@pytest.mark.parametrize("service", SERVICES)
def test_everything_that_has_a_name_is_granted_by_its_name(
    prod: Templates, service: Participant
) -> None:
    for statement in prod.statements(service):
        if statement["Resource"] == "*":
            actions = statement["Action"]
            assert set([actions] if isinstance(actions, str) else actions) <= EVERYWHERE


@proves("FM-SEC-03:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_function_reads_the_secrets_of_its_own_cluster_alone(
    prod: Templates, service: Participant
) -> None:
    allowed = prod.resources_of(service, "secretsmanager:GetSecretValue")
    expected = []
    if service in USES_DATABASE:
        expected.append("Database")
    if service in USES_CACHE:
        expected.append("Cache")
    if service is PAYMENT:
        expected.append("PaymentProvider")
    assert len(allowed) == len(expected)
    assert all(any(name in resource for resource in allowed) for name in expected)


@proves("FM-INVB-04:mitigation")
@pytest.mark.parametrize(
    ("action", "services"),
    [("s3:PutObject", {INVOICING}), ("s3:GetObject", {INVOICING, PROXY})],
)
def test_invoicing_puts_invoices_and_the_proxy_gets_them_and_both_nothing_else(
    prod: Templates, action: str, services: set[Participant]
) -> None:
    for service in services:
        (allowed,) = prod.resources_of(service, action)
        assert '"/invoices/*"' in allowed
    for other in set(SERVICES) - services:
        assert prod.resources_of(other, action) == []


@pytest.mark.finding("W17")
@proves("FM-NET-01:effect", "FM-NET-03:mitigation")
@pytest.mark.parametrize("service", [name for name, row in MANIFEST.items() if row.needs_internet])
def test_who_talks_to_the_world_runs_where_a_way_out_is(
    prod: Templates, service: Participant
) -> None:
    place = prod.function(service).properties["VpcConfig"]
    assert f"{service.title()}Access" in json.dumps(place["SecurityGroupIds"])
    (group,) = [
        g for g in prod.of("AWS::EC2::SecurityGroup", "Network")
        if g.id.startswith(f"{service.title()}Access")
    ]  # fmt: skip
    ways = group.properties["SecurityGroupEgress"]
    assert [way["ToPort"] for way in ways if way["CidrIp"] == "0.0.0.0/0"] == [443]
    subnets = re.findall(r"Vpcservices\w*?Subnet\d", json.dumps(place["SubnetIds"]))
    assert len(subnets) == 2
    for subnet in subnets:
        (way_out,) = [
            route.properties for route in prod.of("AWS::EC2::Route")
            if route.id.startswith(f"{subnet}DefaultRoute")
        ]  # fmt: skip
        assert way_out["DestinationCidrBlock"] == "0.0.0.0/0"
        assert prod.the("AWS::EC2::NatGateway").id in json.dumps(way_out["NatGatewayId"])


@pytest.mark.parametrize(
    "service", [name for name, row in MANIFEST.items() if not row.needs_internet]
)
def test_who_talks_to_nobody_outside_runs_where_no_way_out_is(
    prod: Templates, service: Participant
) -> None:
    place = prod.function(service).properties["VpcConfig"]
    subnets = set(re.findall(r"Vpcinternal\w*?Subnet\d", json.dumps(place["SubnetIds"])))
    assert len(subnets) == 2
    assert not [
        route for route in prod.of("AWS::EC2::Route") if route.id.startswith(tuple(subnets))
    ]
    (group,) = [
        g for g in prod.of("AWS::EC2::SecurityGroup", "Network")
        if g.id.startswith(f"{service.title()}Access")
    ]  # fmt: skip
    anywhere = [w for w in group.properties["SecurityGroupEgress"] if w["CidrIp"] == "0.0.0.0/0"]
    # S3's gateway endpoint is in its route tables; its addresses are Amazon's.
    assert bool(anywhere) is (service is INVOICING)


@proves("T15", "FM-K08-02:mitigation")
def test_no_application_role_may_call_a_function(prod: Templates) -> None:
    for service in SERVICES:
        assert not [a for a in prod.actions(service) if a.startswith("lambda:")]


@proves("T07", "K08", "FM-K08-02:mitigation")
def test_this_api_alone_calls_the_proxy_and_nobody_another_function(prod: Templates) -> None:
    api = prod.the("AWS::ApiGateway::RestApi").id
    permissions = prod.of("AWS::Lambda::Permission")
    assert permissions
    for permission in permissions:
        if "Proxy" in json.dumps(permission.properties["FunctionName"]):
            assert permission.properties["Principal"] == "apigateway.amazonaws.com"
            assert api in json.dumps(permission.properties["SourceArn"])
        else:
            assert not any(
                service.title() in json.dumps(permission.properties["FunctionName"])
                for service in SERVICES
            )


def test_no_application_role_has_a_wildcard_action_or_a_managed_policy(prod: Templates) -> None:
    for service in SERVICES:
        assert not [action for action in prod.actions(service) if "*" in action]
    for role in prod.of("AWS::IAM::Role", "Services"):
        assert "ManagedPolicyArns" not in role.properties


@proves("T16", "T25", "T47", "X23", "FM-FN-02:mitigation", "FM-FN-05:effect")
def test_every_inbox_feeds_its_function_in_batches_that_may_fail_in_part(prod: Templates) -> None:
    mappings = prod.of("AWS::Lambda::EventSourceMapping")
    assert len(mappings) == len([s for s in SERVICES if received_by(s)])
    for mapping in mappings:
        assert mapping.properties["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    for service in SERVICES:
        if received_by(service):
            function = {"Ref": prod.function(service).id}
            (mapping,) = [m for m in mappings if m.properties["FunctionName"] == function]
            assert f"{service.title()}Inbox" in json.dumps(mapping.properties["EventSourceArn"])
            assert (
                mapping.properties["ScalingConfig"]["MaximumConcurrency"]
                <= MANIFEST[service].concurrency
            )
            assert mapping.properties["BatchSize"] == MANIFEST[service].batch


@proves("FM-PAY-03:mitigation")
def test_an_invocation_of_payment_handles_one_message_so_that_none_is_given_back_untried(
    prod: Templates,
) -> None:
    function = {"Ref": prod.function(PAYMENT).id}
    mappings = prod.of("AWS::Lambda::EventSourceMapping")
    (mapping,) = [m for m in mappings if m.properties["FunctionName"] == function]
    assert mapping.properties["BatchSize"] == 1


@proves("T49", "FM-ORD-03:mitigation")
@pytest.mark.parametrize("service", [s for s in SERVICES if received_by(s)])
def test_a_message_stays_hidden_for_six_times_as_long_as_its_function_may_take(
    prod: Templates, service: Participant
) -> None:
    (inbox,) = [q for q in prod.of("AWS::SQS::Queue") if q.id.startswith(f"{service.title()}Inbox")]
    timeout = prod.function(service).properties["Timeout"]
    assert inbox.properties["VisibilityTimeout"] == VISIBILITY_FACTOR * timeout == 6 * timeout


def test_lambda_cuts_no_chain_of_pages_off(prod: Templates) -> None:
    allowed = {
        service
        for service in SERVICES
        if prod.function(service).properties["RecursiveLoop"] == "Allow"
    }
    assert allowed == {each for each in SERVICES if each in receivers_of(sent_by(each))}
    assert {PAYMENT, PROFILES} <= allowed


@proves("T51")
def test_every_function_of_the_store_runs_one_python_on_arm(prod: Templates) -> None:
    runtimes = {
        (f.properties["Runtime"], *f.properties["Architectures"])
        for f in prod.of("AWS::Lambda::Function", "Services")
    }
    assert runtimes == {("python3.13", "arm64")}
    assert runtimes == {(f"python{PYTHON}", "arm64")}, "wheels and byte code are of another Python"


@proves(
    "FM-PRX-07:mitigation",
    "FM-CACHE-08:mitigation",
    "FM-DB-05:mitigation",
    "FM-FN-02:mitigation",
    "FM-FN-06:mitigation",
)
@pytest.mark.parametrize("users", [USES_DATABASE, USES_CACHE, USES_DATABASE | USES_CACHE])
def test_all_functions_at_once_cannot_exhaust_the_clusters_connections(
    prod: Templates, users: frozenset[Participant]
) -> None:
    at_once = [
        prod.function(service).properties["ReservedConcurrentExecutions"] for service in users
    ]
    assert sum(at_once) * POOL_SIZE < ACTIVE_CONNECTIONS


@proves("FM-MON-05:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_what_a_function_writes_is_kept_for_three_months_under_its_name(
    prod: Templates, service: Participant
) -> None:
    groups = {g.properties["LogGroupName"]: g for g in prod.of("AWS::Logs::LogGroup", "Services")}
    group = groups[f"/crassula/prod/{service}"]
    assert group.properties["RetentionInDays"] == 90
    configured = prod.function(service).properties["LoggingConfig"]
    assert configured["LogGroup"] == {"Ref": group.id}


@proves("FM-SEC-03:mitigation")
def test_no_environment_holds_a_secret(prod: Templates) -> None:
    suspicious = re.compile(r"(password|api_key|sk_live|sk_test)", re.IGNORECASE)
    for service in SERVICES:
        variables = prod.function(service).properties["Environment"]["Variables"]
        assert not suspicious.search(json.dumps(variables))
