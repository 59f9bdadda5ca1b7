"""Two DocumentDB clusters, `database` and `data cache`, as in the post (C11, C12).

They outlive their stack, and so does what they cannot be without: their logins, subnets, parameters
and security groups. Whatever a kept resource refers to is kept too.

Each service has a user of its own. The masters' logins serve the rotation, and the step of a
deployment that makes users and indexes (stacks/preparation.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from aws_cdk import Duration, Environment, Stack
from aws_cdk import aws_docdb as docdb
from aws_cdk import aws_ec2 as ec2
from aws_cdk import aws_kms as kms
from aws_cdk import aws_logs as logs
from aws_cdk import aws_secretsmanager as secrets
from constructs import Construct

from services.manifest import USES_CACHE, USES_DATABASE, Participant
from stacks.accepted import accept
from stacks.config import Stage
from stacks.kept import KEPT, keep
from stacks.network import ISOLATED, MONGODB, WITHOUT_EGRESS, Network
from stacks.preparation import Logins, Preparation

ENGINE = "5.0.0"
FAMILY = "docdb5.0"
INSTANCES = 2
BACKUP_DAYS = 14
ROTATION_DAYS = 30
MASTER_ROTATION = secrets.SecretRotationApplication.MONGODB_ROTATION_SINGLE_USER
USER_ROTATION = secrets.SecretRotationApplication.MONGODB_ROTATION_MULTI_USER
LOG_RETENTION = "LogRetentionaae0aa3c5b4d4f87b02d85b201efdd8a"
BASIC = "service-role/AWSLambdaBasicExecutionRole"
RESERVED_IN_URIS = '"@/:?#[]%&'


@dataclass(frozen=True)
class Clusters:
    """The secrets with each cluster's address and each service's login."""

    database: Mapping[Participant, secrets.ISecret]
    cache: Mapping[Participant, secrets.ISecret]


class Data(Stack):
    """The clusters, in subnets without egress."""

    def __init__(
        self, scope: Construct, name: str, env: Environment, stage: Stage, network: Network
    ) -> None:
        super().__init__(scope, name, env=env)
        self._network = network
        self._prepared: list[docdb.DatabaseCluster] = []
        self._user_rotations: list[secrets.SecretRotation] = []
        self.key = kms.Key(
            self,
            "Key",
            enable_key_rotation=True,
            description="Crassula's data",
            removal_policy=KEPT,
        )
        self._parameters = docdb.ClusterParameterGroup(
            self,
            "Parameters",
            family=FAMILY,
            description="TLS only; who does what is logged; old views expire",
            parameters={"tls": "enabled", "audit_logs": "enabled", "ttl_monitor": "enabled"},
        )
        keep(self._parameters)
        readers = USES_DATABASE | USES_CACHE if stage.shares_cluster else USES_DATABASE
        database = self._cluster("Database", readers)
        cache = database if stage.shares_cluster else self._cluster("Cache", USES_CACHE)
        self._accept_log_retention()
        self.clusters = Clusters(
            self._users("Database", database, USES_DATABASE),
            self._users("Cache", cache, USES_CACHE),
        )
        self._prepare(
            stage,
            Logins(_login(database), self.clusters.database),
            Logins(_login(cache), self.clusters.cache),
        )

    def _cluster(self, name: str, users: frozenset[Participant]) -> docdb.DatabaseCluster:
        access = ec2.SecurityGroup(
            self, f"{name}Access", vpc=self._network.vpc, allow_all_outbound=False
        )
        for user in sorted(users):
            access.add_ingress_rule(self._network.functions[user], MONGODB, f"from {user}")
        access.add_ingress_rule(self._network.preparation, MONGODB, "from each deployment")
        cluster = docdb.DatabaseCluster(
            self,
            name,
            engine_version=ENGINE,
            master_user=docdb.Login(username="crassula", exclude_characters=RESERVED_IN_URIS),
            vpc=self._network.vpc,
            vpc_subnets=ISOLATED,
            security_group=access,
            instances=INSTANCES,
            instance_type=ec2.InstanceType.of(ec2.InstanceClass.T4G, ec2.InstanceSize.MEDIUM),
            parameter_group=self._parameters,
            kms_key=self.key,
            storage_encrypted=True,
            backup=docdb.BackupProps(retention=Duration.days(BACKUP_DAYS)),
            deletion_protection=True,
            export_audit_logs_to_cloud_watch=True,
            cloud_watch_logs_retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=KEPT,
        )
        self._prepared.append(cluster)
        keep(cluster, access)
        self._rotate(name, cluster, _login(cluster), MASTER_ROTATION)
        accept(
            cluster, "Only the functions' security groups reach the port, whatever it is", "DOC2"
        )
        accept(cluster, "The password is made and rotated by Secrets Manager", "DOC3")
        accept(
            cluster,
            "The audit log that is exported has these events",
            "DOC5[LogExport::authenticate]",
            "DOC5[LogExport::createIndex]",
            "DOC5[LogExport::dropCollection]",
        )
        return cluster

    def _users(
        self, name: str, cluster: docdb.DatabaseCluster, users: frozenset[Participant]
    ) -> Mapping[Participant, secrets.ISecret]:
        """A login per service. Two users take turns, so that a rotation locks nobody out."""
        logins: dict[Participant, secrets.ISecret] = {}
        for user in sorted(users):
            secret = docdb.DatabaseSecret(
                self,
                f"{name}{user.title()}Login",
                username=user.value,
                # Not the attachment, which goes with the stack: this one is kept.
                master_secret=cast("secrets.ISecret", cluster.node.find_child("Secret")),
                exclude_characters=RESERVED_IN_URIS,
            )
            keep(secret)
            logins[user] = secret.attach(cluster)
            self._user_rotations.append(
                self._rotate(
                    f"{name}{user.title()}", cluster, logins[user], USER_ROTATION, _login(cluster)
                )
            )
        return logins

    def _prepare(self, stage: Stage, database: Logins, cache: Logins) -> None:
        """Make the users; a rotation begins with a user's first password, so it waits for them."""
        preparation = Preparation(self, stage, self._network, database, cache)
        for instance in self._prepared:
            preparation.done.node.add_dependency(instance)
        for rotation in self._user_rotations:
            rotation.node.add_dependency(preparation.done)

    def _rotate(
        self,
        name: str,
        cluster: docdb.DatabaseCluster,
        secret: secrets.ISecret,
        application: secrets.SecretRotationApplication,
        master: secrets.ISecret | None = None,
    ) -> secrets.SecretRotation:
        # Not the cluster's own `add_rotation...`: its function could not reach Secrets Manager.
        return secrets.SecretRotation(
            self,
            f"{name}Rotation",
            application=application,
            secret=secret,
            master_secret=master,
            target=cluster,
            vpc=self._network.vpc,
            vpc_subnets=WITHOUT_EGRESS,
            security_group=self._network.rotation,
            automatically_after=Duration.days(ROTATION_DAYS),
            exclude_characters=RESERVED_IN_URIS,
        )

    def _accept_log_retention(self) -> None:
        """Accept findings on the CDK's own function, which limits how long audit logs are kept."""
        role = self.node.find_child(LOG_RETENTION).node.find_child("ServiceRole")
        theirs = "The CDK's function, which runs at deployments alone, is the CDK's to write"
        accept(role, theirs, f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{BASIC}]")
        accept(role.node.find_child("DefaultPolicy"), theirs, "IAM5[Resource::*]")


def _login(cluster: docdb.DatabaseCluster) -> secrets.ISecret:
    if cluster.secret is None:
        raise LookupError("a cluster that makes its own login has a secret")
    return cluster.secret
