"""The facts for descriptions and pictures, taken from the code."""

from collections.abc import Mapping
from dataclasses import dataclass

from services.contracts.topology import received_by, receivers_of, sent_by
from services.manifest import (
    INVOICING,
    NOTICES,
    OWNERS,
    PAYMENT,
    PROFILES,
    PROXY,
    SERVICES,
    Participant,
)
from services.payment.gateways.provider import NAME as PROVIDER

SENDERS = tuple(who for who in Participant if sent_by(who))
"""Participants that send messages: services, the clock, operators."""
RECEIVERS = tuple(service for service in SERVICES if received_by(service))
"""Services that have an inbox."""
NAMES: Mapping[str, str] = {
    "cognito": "Cognito",
    "provider": f"{PROVIDER}'s API",
    "ses": "SES",
    "invoices": "S3",
}
"""Systems that services use besides queues and databases."""


@dataclass(frozen=True)
class Used:
    """Something besides queues and databases that a service calls, and the right that it needs.

    `right` is the prefix of the IAM actions, or the name of the secret in the environment.
    """

    name: str
    service: Participant
    why: str
    right: str

    @property
    def what(self) -> str:
        """A short label, for where the service is clear."""
        return f"{NAMES[self.name]}: PDFs" if self.name == "invoices" else NAMES[self.name]


USES = (
    Used("cognito", PROXY, "reads public keys", "JWKS_URL"),
    Used("cognito", PROFILES, "changes and deletes users", "cognito-idp:Admin"),
    Used("cognito", NOTICES, "asks for addresses", "cognito-idp:AdminGetUser"),
    Used("provider", PAYMENT, "HTTPS", "PAYMENT_SECRET"),
    Used("ses", NOTICES, "sends e-mails", "ses:SendEmail"),
    Used("invoices", INVOICING, "writes PDFs", "s3:PutObject"),
    Used("invoices", INVOICING, "sees whose a paper is", "s3:GetObject"),
    Used("invoices", PROXY, "signs addresses", "s3:GetObject"),
)
"""tests/infrastructure/test_documents.py compares them with the template."""


def collections_of(service: Participant) -> tuple[str, ...]:
    """The collections that only this service writes."""
    return tuple(name for name, owner in OWNERS.items() if owner is service)


def receivers_of_service(service: Participant) -> tuple[Participant, ...]:
    """The services to whose inboxes this service may send."""
    return receivers_of(sent_by(service))
