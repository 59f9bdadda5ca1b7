"""Accepts findings of cdk-nag, each on one resource and with a reason.

`make test` fails when a finding is not accepted.
"""

from aws_cdk import Acknowledgment, Validations
from constructs import IConstruct

PACK = "AwsSolutions"


def accept(resource: IConstruct, reason: str, *rules: str) -> None:
    """Accept what these rules (such as `SQS3`) find on this one resource."""
    Validations.of(resource).acknowledge(
        *(Acknowledgment(id=f"{PACK}::{PACK}-{rule}", reason=reason) for rule in rules)
    )
