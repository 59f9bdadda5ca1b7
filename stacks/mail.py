"""The sender of e-mails: Amazon SES, for the shop's own domain."""

from aws_cdk import aws_iam as iam
from aws_cdk import aws_ses as ses
from constructs import Construct

from stacks.config import LOCAL_DOMAIN, Stage
from stacks.domain import zone_of

WHO = "flowers"


class Sender(Construct):
    """Who letters come from: an identity that SES signs for (DKIM); none without a domain."""

    def __init__(self, scope: Construct, name: str, stage: Stage) -> None:
        super().__init__(scope, name)
        domain = LOCAL_DOMAIN if stage.is_local else stage.domain
        self.address = f"{WHO}@{domain}" if domain else ""
        self._identity = self._of(domain, stage) if domain else None

    def _of(self, domain: str, stage: Stage) -> ses.EmailIdentity:
        identity = (
            # The zone gets the records by which SES knows that the domain is ours.
            ses.Identity.public_hosted_zone(zone_of(self, stage))
            if stage.hosted_zone_id
            else ses.Identity.domain(domain)
        )
        return ses.EmailIdentity(self, "Identity", identity=identity)

    def let_send(self, role: iam.IRole) -> None:
        """Let the role send as this sender, if there is one."""
        if self._identity:
            self._identity.grant(role, "ses:SendEmail")
