"""E-mails come from the shop's own domain, and one function alone may send them."""

import json

import pytest

from services.manifest import NOTICES, PROFILES, SERVICES, Participant
from tests.claims import proves
from tests.infrastructure.conftest import DOMAIN
from tests.infrastructure.templates import Templates


def told(templates: Templates, name: str) -> str:
    variables = templates.function(NOTICES).properties["Environment"]["Variables"]
    return str(variables[name])


def test_letters_come_from_the_domain_and_lead_to_it(with_domain: Templates) -> None:
    identity = with_domain.the("AWS::SES::EmailIdentity")
    assert identity.properties["EmailIdentity"] == DOMAIN
    assert told(with_domain, "MAIL_FROM") == f"flowers@{DOMAIN}"
    assert told(with_domain, "MAIL_REPLY_TO") == f"flowers@{DOMAIN}"
    assert told(with_domain, "SITE_URL") == f"https://{DOMAIN}"


def test_the_domains_zone_says_that_the_letters_are_the_shops(with_domain: Templates) -> None:
    records = json.dumps([r.properties for r in with_domain.of("AWS::Route53::RecordSet")])
    for token in ("DkimDNSTokenName1", "DkimDNSTokenName2", "DkimDNSTokenName3"):
        assert token in records


def test_notices_alone_may_send_and_as_this_sender_alone(with_domain: Templates) -> None:
    identity = with_domain.the("AWS::SES::EmailIdentity")
    (allowed,) = with_domain.resources_of(NOTICES, "ses:SendEmail")
    assert f'":identity/", {{"Ref": "{identity.id}"}}' in allowed
    for service in SERVICES:
        ours = {action for action in with_domain.actions(service) if action.startswith("ses:")}
        assert ours == ({"ses:SendEmail"} if service is NOTICES else set())


@proves("FM-SES-01:detection")
@pytest.mark.parametrize(("what", "rate"), [("Bounce", 0.05), ("Complaint", 0.001)])
def test_somebody_looks_before_amazon_ses_stops_a_sender_whom_nobody_wants(
    with_domain: Templates, what: str, rate: float
) -> None:
    (alarm,) = [
        a.properties for a in with_domain.of("AWS::CloudWatch::Alarm")
        if a.properties.get("MetricName") == f"Reputation.{what}Rate"
    ]  # fmt: skip
    assert alarm["Namespace"] == "AWS/SES"
    assert "Dimensions" not in alarm
    assert alarm["Threshold"] == rate
    assert '"Ticket' in json.dumps(alarm["AlarmActions"])


def test_without_a_domain_there_is_no_sender_and_nobody_may_send(prod: Templates) -> None:
    assert prod.of("AWS::SES::EmailIdentity") == []
    assert told(prod, "MAIL_FROM") == ""
    assert prod.resources_of(NOTICES, "ses:SendEmail") == []


def test_the_local_store_sends_from_a_domain_that_nobody_can_own(local: Templates) -> None:
    assert told(local, "MAIL_FROM") == "flowers@crassula.test"
    assert told(local, "SITE_URL").startswith("http://crassula.cloudfront.localhost:")
    assert local.the("AWS::SES::EmailIdentity").properties["EmailIdentity"] == "crassula.test"


@proves("FM-K28-03:mitigation")
@pytest.mark.parametrize("service", [PROFILES, NOTICES])
def test_who_may_look_people_up_may_do_so_in_the_shops_pool_alone(
    prod: Templates, service: Participant
) -> None:
    (pool,) = prod.resources_of(service, "cognito-idp:AdminGetUser")
    assert "Pool" in pool
    assert "*" not in pool
