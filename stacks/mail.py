"""The sender of e-mails: Amazon SES with the shop's own domain."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from constructs import Construct

from stacks.config import LOCAL_DOMAIN, Stage
from stacks.domain import zone_of

LOCAL_PART = "flowers"


class Sender(Construct):
    """The identity that e-mails come from, signed by SES (DKIM); none without a domain."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        domain = LOCAL_DOMAIN if stage.is_local else stage.domain
        self.address = f"{LOCAL_PART}@{domain}" if domain else ""
        self._identity = self._create(domain, stage) if domain else None

    def _create(self, domain: str, stage: Stage) -> ses.EmailIdentity:
        identity = (
            # The CDK writes the records into the zone by which SES verifies the domain.
            ses.Identity.public_hosted_zone(zone_of(self, stage))
            if stage.hosted_zone_id
            else ses.Identity.domain(domain)
        )
        return ses.EmailIdentity(self, "Identity", identity=identity)

    def grant_send(self, role: iam.IRole) -> None:
        """Let the role send e-mails as this sender, if there is one."""
        if self._identity:
            self._identity.grant(role, "ses:SendEmail")
