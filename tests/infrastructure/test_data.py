"""The data: encrypted, backed up, out of reach, and never deleted by a deployment."""

import json
from pathlib import Path

import pytest

from services.manifest import SERVICES, USES_CACHE, USES_DATABASE, Participant
from services.runtime.preparation import plan
from tests.claims import proves
from tests.infrastructure.conftest import synthesise
from tests.infrastructure.templates import Templates

KEPT = "RetainExceptOnCreate"
"""Kept when the stack goes; a first deployment that fails half-way leaves nothing."""


@proves(
    "C11",
    "C12",
    "FM-CACHE-10:mitigation",
    "FM-DB-08:mitigation",
    "FM-DB-04:mitigation",
    "FM-NET-03:mitigation",
)
def test_database_and_data_cache_are_two_clusters_that_a_deployment_cannot_delete(
    prod: Templates,
) -> None:
    clusters = prod.of("AWS::DocDB::DBCluster")
    assert {c.id[:5] for c in clusters} == {"Datab", "Cache"}
    for cluster in clusters:
        assert cluster.properties["StorageEncrypted"] is True
        assert cluster.properties["DeletionProtection"] is True
        assert cluster.properties["BackupRetentionPeriod"] == 14
        assert cluster.properties["EnableCloudwatchLogsExports"] == ["audit"]
        assert cluster.body["DeletionPolicy"] == KEPT
        instances = [
            i for i in prod.of("AWS::DocDB::DBInstance")
            if i.properties["DBClusterIdentifier"] == {"Ref": cluster.id}
        ]  # fmt: skip
        assert len(instances) == 2


@proves("FM-CACHE-09:effect")
def test_the_clusters_speak_tls_alone_and_sweep_expired_views(prod: Templates) -> None:
    parameters = prod.the("AWS::DocDB::DBClusterParameterGroup").properties["Parameters"]
    assert parameters["tls"] == "enabled"
    assert parameters["ttl_monitor"] == "enabled"


@proves("FM-CACHE-10:mitigation", "FM-NET-04:mitigation", "FM-L14-01:mitigation")
@pytest.mark.parametrize(("cluster", "users"), [("Database", USES_DATABASE), ("Cache", USES_CACHE)])
def test_nothing_but_the_functions_that_need_it_and_the_rotation_reach_a_cluster(
    prod: Templates, cluster: str, users: frozenset[Participant]
) -> None:
    doors = [
        rule.properties
        for rule in prod.of("AWS::EC2::SecurityGroupIngress", "Data")
        if f"{cluster}Access" in json.dumps(rule.properties["GroupId"])
    ]
    assert not [door for door in doors if "CidrIp" in door]
    sources = [json.dumps(door["SourceSecurityGroupId"]) for door in doors]
    others = ["RotationAccess", "PreparationAccess"]
    assert len(sources) == len(users) + len(others)
    for name in [*(f"{user.title()}Access" for user in users), *others]:
        assert any(name in source for source in sources)


def test_the_clusters_are_in_subnets_without_a_way_out(prod: Templates) -> None:
    subnets = {
        subnet.id: subnet
        for subnet in prod.of("AWS::EC2::Subnet")
        if "data" in json.dumps(subnet.properties.get("Tags"))
    }
    assert len(subnets) == 2
    tables = {
        association.properties["RouteTableId"]["Ref"]
        for association in prod.of("AWS::EC2::SubnetRouteTableAssociation")
        if association.properties["SubnetId"]["Ref"] in subnets
    }
    ways_out = [
        route
        for route in prod.of("AWS::EC2::Route")
        if route.properties["RouteTableId"]["Ref"] in tables
    ]
    assert ways_out == []


@proves("FM-L14-01:mitigation")
def test_logins_are_made_and_changed_by_secrets_manager(prod: Templates) -> None:
    rotations = prod.of("AWS::SecretsManager::RotationSchedule")
    masters, users = len(prod.of("AWS::DocDB::DBCluster")), len(USES_DATABASE) + len(USES_CACHE)
    assert len(rotations) == masters + users
    for function in prod.of("AWS::Serverless::Application", "Data"):
        assert "RotationAccess" in json.dumps(function.properties["Parameters"])


@pytest.mark.finding("W09")
@pytest.mark.parametrize("service", SERVICES)
def test_a_service_knows_no_login_but_its_own(prod: Templates, service: Participant) -> None:
    policies = [
        json.dumps(policy.properties)
        for policy in prod.of("AWS::IAM::Policy", "Services")
        if policy.id.startswith(service.title())
    ]
    mine = "Database" if service in USES_DATABASE else "Cache"
    for name in ("DatabaseSecretAttachment", "CacheSecretAttachment"):
        assert not any(name in policy for policy in policies)
    known = {
        (cluster, other)
        for cluster in ("Database", "Cache")
        for other in SERVICES
        if any(f"{cluster}{other.title()}Login" in policy for policy in policies)
    }
    assert known == {(mine, service)}


@pytest.mark.finding("W09")
def test_every_login_is_kept_and_names_its_master(prod: Templates) -> None:
    logins = [s for s in prod.of("AWS::SecretsManager::Secret", "Data") if "Login" in s.id]
    assert len(logins) == len(USES_DATABASE) + len(USES_CACHE)
    for login in logins:
        assert login.is_kept
        assert "masterarn" in json.dumps(login.properties["GenerateSecretString"])


@pytest.mark.finding("W15")
def test_each_deployment_that_changes_rights_or_indexes_prepares_the_clusters(
    prod: Templates,
) -> None:
    step = prod.the("AWS::CloudFormation::CustomResource")
    assert step.properties["Plan"] == plan()
    assert set(step.properties["Database"]["Logins"]) == USES_DATABASE
    assert set(step.properties["Cache"]["Logins"]) == USES_CACHE
    for instance in prod.of("AWS::DocDB::DBInstance"):
        assert instance.id in step.body["DependsOn"]
    waiting = [
        each
        for each in prod.of("AWS::Serverless::Application", "Data")
        if each.id.startswith(
            tuple(f"{c}{s.title()}" for c in ("Database", "Cache") for s in SERVICES)
        )
    ]
    assert len(waiting) == len(USES_DATABASE) + len(USES_CACHE)
    for rotation in waiting:
        assert step.id in rotation.body["DependsOn"]


@proves("FM-NET-01:mitigation", "FM-NET-04:mitigation", "FM-L14-01:mitigation")
def test_every_function_in_the_network_reaches_the_secrets_and_the_queues(prod: Templates) -> None:
    doors = prod.of("AWS::EC2::SecurityGroupIngress", "Network")
    for endpoint in ("SqsEndpoint", "SecretsEndpoint"):
        sources = [
            json.dumps(door.properties["SourceSecurityGroupId"])
            for door in doors
            if endpoint in json.dumps(door.properties["GroupId"])
        ]
        for name in (*(service.title() for service in SERVICES), "Rotation", "Preparation"):
            assert any(f"{name}Access" in source for source in sources), (endpoint, name)


@proves("T18", "C16", "E03", "FM-INVB-03:mitigation", "FM-INVB-04:mitigation")
def test_invoices_are_private_encrypted_versioned_and_kept_for_ten_years(prod: Templates) -> None:
    (bucket,) = [b for b in prod.of("AWS::S3::Bucket", "Storage") if b.id.startswith("Invoices")]
    properties = bucket.properties
    assert set(properties["PublicAccessBlockConfiguration"].values()) == {True}
    assert "BucketEncryption" in properties
    assert properties["VersioningConfiguration"] == {"Status": "Enabled"}
    lock = properties["ObjectLockConfiguration"]["Rule"]["DefaultRetention"]
    assert lock["Mode"] == "GOVERNANCE"
    assert lock["Days"] >= 10 * 365
    (rule,) = properties["LifecycleConfiguration"]["Rules"]
    assert rule["ExpirationInDays"] >= 10 * 365
    assert bucket.body["DeletionPolicy"] == KEPT


def test_one_cluster_can_serve_both_when_money_is_short(tmp_path: Path) -> None:
    cheap = synthesise(tmp_path, shares_cluster="true")
    assert len(cheap.of("AWS::DocDB::DBCluster")) == 1


@pytest.mark.finding("W05")
@proves("FM-DB-08:mitigation")
def test_what_is_kept_keeps_all_that_it_refers_to(synthesised: Templates) -> None:
    kept = {r.place for r in synthesised.all if r.is_kept}
    lost = {
        (resource.id, *place)
        for resource in synthesised.all
        if resource.is_kept
        for place in synthesised.referred_to(resource)
        if place not in kept
    }
    assert lost == set()


@pytest.mark.finding("W07")
def test_a_kept_cluster_keeps_its_login_and_its_place_in_the_network(prod: Templates) -> None:
    kinds = {r.kind for r in prod.all if r.is_kept}
    assert {
        "AWS::SecretsManager::Secret",
        "AWS::DocDB::DBSubnetGroup",
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::KMS::Key",
    } <= kinds


def test_nothing_that_is_kept_costs_anything_but_data_itself(prod: Templates) -> None:
    kinds = {r.kind for r in prod.all if r.is_kept}
    assert kinds.isdisjoint(
        {"AWS::EC2::NatGateway", "AWS::EC2::EIP", "AWS::EC2::VPCEndpoint", "AWS::Logs::LogGroup"}
    )
