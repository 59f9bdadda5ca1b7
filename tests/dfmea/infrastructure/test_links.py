"""Links are derived from what the resources say, here of small invented templates."""

from typing import Any

import pytest

from dfmea.tool.infrastructure.links import derived_links
from dfmea.tool.infrastructure.template import Template
from tests.dfmea.infrastructure.invented import component
from tests.dfmea.infrastructure.mutations import resource, template_of

FUNCTION = "AWS::Lambda::Function"
QUEUE = "AWS::SQS::Queue"
CODE = {
    "Order": resource(FUNCTION, Role={"Fn::GetAtt": ["OrderRole", "Arn"]}),
    "OrderRole": resource("AWS::IAM::Role"),
    "Queue": resource(QUEUE),
    "Bucket": resource("AWS::S3::Bucket"),
    "Secret": resource("AWS::SecretsManager::Secret"),
    "Pool": resource("AWS::Cognito::UserPool"),
    "Logs": resource("AWS::Logs::LogGroup"),
    "Payment": resource(FUNCTION),
}
COMPONENTS = ("Order", "Queue", "Bucket", "Secret", "Pool", "Logs", "Payment")


def signatures(template: Template) -> list[str]:
    """The links, every resource being a component of its own unless its name begins like one."""
    names = [each.logical_id for each in template.resources]
    whole = [name for name in names if not any(name != n and name.startswith(n) for n in names)]
    components = [component(name.lower(), f"Shop/{name}*") for name in whole]
    return sorted({each.signature for each in derived_links(template, components)})


def allowed(action: str | list[str], on: Any, effect: str = "Allow") -> Template:
    """The order function's role has one statement."""
    statement = {"Action": action, "Effect": effect, "Resource": on}
    policy = resource(
        "AWS::IAM::Policy",
        Roles=[{"Ref": "OrderRole"}],
        PolicyDocument={"Statement": [statement]},
    )
    return template_of(**CODE, OrderPolicy=policy)


ARN = {name: {"Fn::GetAtt": [name, "Arn"]} for name in COMPONENTS}
OBJECTS = {"Fn::Join": ["", [ARN["Bucket"], "/invoices/*"]]}


@pytest.mark.parametrize(
    ("action", "on", "expected"),
    [
        ("sqs:SendMessage", ARN["Queue"], ["order sends queue"]),
        ("sqs:*", ARN["Queue"], ["order sends queue", "order takes queue"]),
        ("sqs:GetQueueUrl", ARN["Queue"], []),
        ("sqs:SendMessage", "*", ["order sends queue"]),
        ("s3:GetObject", OBJECTS, ["order reads bucket"]),
        (["s3:GetObject*", "s3:List*"], OBJECTS, ["order reads bucket"]),
        ("s3:PutObject", OBJECTS, ["order writes bucket"]),
        ("s3:*", OBJECTS, ["order reads bucket", "order writes bucket"]),
        ("secretsmanager:GetSecretValue", {"Ref": "Secret"}, ["order opens secret"]),
        ("lambda:InvokeFunction", ARN["Payment"], ["order invokes payment"]),
        ("cognito-idp:AdminGetUser", ARN["Pool"], ["order asks pool"]),
        ("logs:PutLogEvents", ARN["Logs"], ["order logs logs"]),
        ("xray:PutTraceSegments", "*", []),
    ],
)
def test_grants(action: str | list[str], on: Any, expected: list[str]) -> None:
    assert signatures(allowed(action, on)) == expected


def test_all_rights_are_all_links() -> None:
    found = signatures(allowed("*", "*"))

    assert {"order sends queue", "order writes bucket", "order invokes payment"} <= set(found)


def test_what_is_denied_is_no_link() -> None:
    assert not signatures(allowed("sqs:SendMessage", ARN["Queue"], effect="Deny"))


def test_a_role_may_bring_its_policies_along() -> None:
    statement = {"Action": "sqs:SendMessage", "Effect": "Allow", "Resource": ARN["Queue"]}
    policy = {"PolicyName": "p", "PolicyDocument": {"Statement": statement}}
    role = resource("AWS::IAM::Role", Policies=[policy])

    assert signatures(template_of(**{**CODE, "OrderRole": role})) == ["order sends queue"]


def test_a_queue_may_say_itself_who_sends() -> None:
    statement = {
        "Action": "sqs:SendMessage",
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::GetAtt": ["OrderRole", "Arn"]}},
        "Resource": ARN["Queue"],
    }
    policy = resource("AWS::SQS::QueuePolicy", PolicyDocument={"Statement": [statement]})

    assert signatures(template_of(**CODE, QueuePolicy=policy)) == ["order sends queue"]


def test_a_queue_feeds_the_function_that_has_it_as_a_source() -> None:
    source = resource(
        "AWS::Lambda::EventSourceMapping",
        EventSourceArn=ARN["Queue"],
        FunctionName={"Ref": "Order"},
    )
    receives = allowed("sqs:ReceiveMessage", ARN["Queue"])
    (body,) = (stack.body["Resources"] for stack in receives.stacks)

    assert signatures(template_of(**body, OrderSource=source)) == ["queue feeds order"]
    assert signatures(receives) == ["order takes queue"]


REACHED = {
    "Database": resource("AWS::DocDB::DBCluster", VpcSecurityGroupIds=[{"Ref": "DatabaseGroup"}]),
    "DatabaseGroup": resource("AWS::EC2::SecurityGroup"),
    "Order": resource(FUNCTION, VpcConfig={"SecurityGroupIds": [{"Ref": "OrderGroup"}]}),
    "OrderGroup": resource("AWS::EC2::SecurityGroup"),
    "Endpoint": resource("AWS::EC2::VPCEndpoint", SecurityGroupIds=[{"Ref": "EndpointGroup"}]),
    "EndpointGroup": resource("AWS::EC2::SecurityGroup"),
}


def ingress(to: str) -> dict[str, Any]:
    return resource(
        "AWS::EC2::SecurityGroupIngress",
        GroupId={"Fn::GetAtt": [to, "GroupId"]},
        SourceSecurityGroupId={"Fn::GetAtt": ["OrderGroup", "GroupId"]},
    )


def test_a_group_that_is_let_in_reaches_who_is_in_the_other_group() -> None:
    assert not signatures(template_of(**REACHED))
    assert signatures(template_of(**REACHED, DatabaseIn=ingress("DatabaseGroup"))) == [
        "order reaches database"
    ]
    assert not signatures(template_of(**REACHED, EndpointIn=ingress("EndpointGroup")))


def test_a_rule_may_stand_in_its_group() -> None:
    rule = {"SourceSecurityGroupId": {"Ref": "OrderGroup"}, "FromPort": 27017}
    group = resource("AWS::EC2::SecurityGroup", SecurityGroupIngress=[rule])

    assert signatures(template_of(**{**REACHED, "DatabaseGroup": group})) == [
        "order reaches database"
    ]


@pytest.mark.parametrize(
    ("resources", "expected"),
    [
        (
            {
                "Api": resource("AWS::ApiGateway::RestApi"),
                "ApiMethod": resource(
                    "AWS::ApiGateway::Method",
                    Integration={"Uri": {"Fn::Join": ["", ["x", ARN["Payment"], "/y"]]}},
                ),
                "ApiAuthorizer": resource(
                    "AWS::ApiGateway::Authorizer", ProviderARNs=[ARN["Pool"]]
                ),
            },
            ["api invokes payment", "api trusts pool"],
        ),
        (
            {
                "Api": resource("AWS::ApiGateway::RestApi"),
                "ApiRight": resource(
                    "AWS::Lambda::Permission",
                    FunctionName=ARN["Payment"],
                    SourceArn={"Fn::Join": ["", ["arn:", {"Ref": "Api"}, "/*"]]},
                ),
            },
            ["api invokes payment"],
        ),
        (
            {
                "Edge": resource(
                    "AWS::CloudFront::Distribution",
                    DistributionConfig={
                        "Origins": [{"DomainName": ARN["Bucket"]}],
                        "Logging": {"Bucket": {"Ref": "Archive"}},
                        "DefaultCacheBehavior": {
                            "LambdaFunctionAssociations": [
                                {"LambdaFunctionARN": {"Ref": "PaymentVersion"}}
                            ]
                        },
                    },
                ),
                "Archive": resource("AWS::S3::Bucket"),
                "PaymentVersion": resource("AWS::Lambda::Version"),
            },
            ["edge fetches bucket", "edge invokes payment", "edge logs archive"],
        ),
        (
            {
                "Clock": resource(
                    "AWS::Events::Rule",
                    Targets=[{"Arn": ARN["Queue"], "DeadLetterConfig": {"Arn": {"Ref": "Dead"}}}],
                ),
                "Dead": resource(QUEUE),
            },
            ["clock redrives dead", "clock ticks queue"],
        ),
        (
            {
                "Dead": resource(QUEUE),
                "Inbox": resource(QUEUE, RedrivePolicy={"deadLetterTargetArn": {"Ref": "Dead"}}),
            },
            ["inbox redrives dead"],
        ),
        (
            {
                "Cluster": resource("AWS::DocDB::DBCluster", KmsKeyId={"Ref": "Key"}),
                "Key": resource("AWS::KMS::Key"),
                "SecretTarget": resource(
                    "AWS::SecretsManager::SecretTargetAttachment",
                    SecretId={"Ref": "Secret"},
                    TargetId={"Ref": "Cluster"},
                ),
                "SecretSchedule": resource(
                    "AWS::SecretsManager::RotationSchedule", SecretId={"Ref": "SecretTarget"}
                ),
            },
            ["cluster encrypted-by key", "secret rotates cluster"],
        ),
        (
            {
                "Net": resource("AWS::EC2::Subnet"),
                "Job": resource(FUNCTION, VpcConfig={"SubnetIds": [{"Ref": "Net"}]}),
            },
            ["job enters net"],
        ),
        (
            {
                "Wall": resource("AWS::WAFv2::WebACL"),
                "WallInFront": resource(
                    "AWS::WAFv2::WebACLAssociation",
                    WebACLArn={"Ref": "Wall"},
                    ResourceArn={"Fn::Join": ["", ["arn:", {"Ref": "Api"}]]},
                ),
                "Api": resource("AWS::ApiGateway::RestApi"),
            },
            ["wall guards api"],
        ),
    ],
    ids=lambda value: " and ".join(value) if isinstance(value, list) else "",
)
def test_wiring(resources: dict[str, Any], expected: list[str]) -> None:
    assert signatures(template_of(**CODE, **resources)) == expected
