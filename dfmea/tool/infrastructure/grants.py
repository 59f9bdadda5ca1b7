"""What a policy allows, as relations between resources.

A role stands for the functions that take it on. Policies of roles are read, and those of resources
where they name roles. Not seen is what AWS's own managed policies allow, what a statement allows by
leaving out (NotAction, NotResource), and what anybody (*) is allowed.
"""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from dfmea.tool.infrastructure.template import Ends, Resource, Template

GRANTS = (
    "AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::Role", "AWS::IAM::RolePolicy",
    "AWS::SQS::QueuePolicy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy",
)  # fmt: skip
"""Resource types that have a policy."""
ROLE = "AWS::IAM::Role"
EVENT_SOURCE = "AWS::Lambda::EventSourceMapping"
FUNCTION = "AWS::Lambda::Function"
VERBS: Mapping[str, str] = {
    "sqs:SendMessage": "sends",
    "sqs:SendMessageBatch": "sends",
    "s3:GetObject": "reads",
    "s3:PutObject": "writes",
    "s3:DeleteObject": "writes",
    "secretsmanager:GetSecretValue": "opens",
    "lambda:InvokeFunction": "invokes",
    "logs:PutLogEvents": "logs",
}
"""What a right to do this means."""
TAKE = "sqs:ReceiveMessage"
"""Goes with an event source; without one, the function fetches messages by itself."""
SILENT = frozenset({"sqs", "s3", "secretsmanager", "lambda", "logs"})
"""Services whose other actions only accompany one of VERBS."""
TYPES: Mapping[str, str] = {
    "sqs": "AWS::SQS::Queue",
    "s3": "AWS::S3::Bucket",
    "sns": "AWS::SNS::Topic",
    "lambda": "AWS::Lambda::Function",
    "logs": "AWS::Logs::LogGroup",
    "secretsmanager": "AWS::SecretsManager::Secret",
    "dynamodb": "AWS::DynamoDB::Table",
    "kms": "AWS::KMS::Key",
    "events": "AWS::Events::EventBus",
    "states": "AWS::StepFunctions::StateMachine",
    "ses": "AWS::SES::EmailIdentity",
    "cognito-idp": "AWS::Cognito::UserPool",
    "cloudfront": "AWS::CloudFront::Distribution",
}
"""What a right on every resource (*) is a right on."""


def of_policy(template: Template, policy: Resource) -> Iterator[Ends]:
    """A grant: users, a verb, targets."""
    for users, action, targets in _allowed(template, policy):
        if _covers(action, TAKE):
            fed = {queue for user in users for queue in _fed_from(template, user)}
            yield users, "takes", [target for target in targets if target not in fed]
        yield from ((users, verb, targets) for verb in _verbs(action))


def _allowed(template: Template, policy: Resource) -> Iterator[Ends]:
    """Users, action (perhaps with wildcards), targets."""
    roles = [*template.named_by(policy, "Roles", "RoleName"), *_itself(policy)]
    for statement in _statements(policy):
        principals = template.named_in(policy.stack, statement.get("Principal"))
        named = [*roles, *(each for each in principals if each.type == ROLE)]
        users = [user for role in named for user in _users_of_role(template, role)]
        for action in listed(statement.get("Action")):
            yield users, action, list(_granted(template, policy, statement, action))


def _statements(policy: Resource) -> Iterator[Mapping[str, Any]]:
    for document in _documents(policy):
        for statement in listed(document.get("Statement")):
            if statement.get("Effect") == "Allow":
                yield statement


def _fed_from(template: Template, function: Resource) -> Iterator[Resource]:
    """The queues that an event source mapping reads for this function."""
    for user in template.users_of(function):
        if user.type == EVENT_SOURCE:
            yield from template.named_by(user, "EventSourceArn")


def _itself(policy: Resource) -> Iterator[Resource]:
    """A role may bring its policies along."""
    if policy.type == ROLE:
        yield policy


def _documents(policy: Resource) -> Iterator[Mapping[str, Any]]:
    if document := policy.properties.get("PolicyDocument"):
        yield document
    for inline in policy.properties.get("Policies", ()):
        yield inline["PolicyDocument"]


def _users_of_role(template: Template, role: Resource) -> Iterator[Resource]:
    """The functions that take on the role; the role itself if none does."""
    functions = [
        user
        for user in template.users_of(role)
        if user.type == FUNCTION and role in template.named_by(user, "Role")
    ]
    yield from functions or [role]


def _granted(
    template: Template, policy: Resource, statement: Mapping[str, Any], action: str
) -> Iterator[Resource]:
    service = action.partition(":")[0]
    for each in listed(statement.get("Resource")):
        if each == "*":
            yield from template.of(*(TYPES[name] for name in TYPES if _covers(service, name)))
        else:
            yield from template.named_in(policy.stack, each)


def _verbs(action: str) -> Iterator[str]:
    known = dict.fromkeys(verb for each, verb in VERBS.items() if _covers(action, each))
    yield from known
    if not known and action.partition(":")[0] not in SILENT:
        yield "asks"


def _covers(granted: str, action: str) -> bool:
    return fnmatchcase(action.lower(), granted.lower())


def listed(value: Any) -> list[Any]:
    """CloudFormation writes a list of one without the list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
