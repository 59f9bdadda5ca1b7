"""E-mails: who may send them, who gets them, and how a new address is verified."""

import uuid
from typing import Any

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.exceptions import ClientError

from local.mail import read, shown
from local.sign_in import sign_in
from services.runtime.aws import Aws
from services.runtime.directory import Directory
from tests.integration.emulator.api import PASSWORD, REDIRECT, pool, register
from tests.integration.emulator.cloud import ACCOUNT, REGION, Cloud, Stack
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import Resources, allow, function, ref

DOMAIN = "crassula.test"
OWN_ACCOUNT = "aws.cognito.signin.user.admin"
SEND = """
    import os
    from botocore.session import Session
    import json, urllib.error, urllib.request
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    def handler(event, context):
        url = os.environ["AWS_ENDPOINT_URL"] + "/v2/email/outbound-emails"
        request = AWSRequest("POST", url, {"Content-Type": "application/json"}, json.dumps(event))
        SigV4Auth(Session().get_credentials(), "ses", os.environ["AWS_REGION"]).add_auth(request)
        signed = urllib.request.Request(url, json.dumps(event).encode(), dict(request.headers))
        try:
            with urllib.request.urlopen(signed, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as refused:
            return refused.code
    """


def sender() -> Resources:
    return {"Sender": {"Type": "AWS::SES::EmailIdentity", "Properties": {"EmailIdentity": DOMAIN}}}


def careful_pool() -> Resources:
    """A pool that keeps the old address until the new one is verified, and says so to browsers."""
    resources = pool()
    resources["Pool"]["Properties"]["UserAttributeUpdateSettings"] = {
        "AttributesRequireVerificationBeforeUpdate": ["email"]
    }
    resources["Client"]["Properties"]["AllowedOAuthScopes"].append(OWN_ACCOUNT)
    return resources


def letter(to: str, subject: str) -> dict[str, Any]:
    return {
        "FromEmailAddress": f"flowers@{DOMAIN}",
        "Destination": {"ToAddresses": [to]},
        "Content": {
            "Simple": {"Subject": {"Data": subject}, "Body": {"Text": {"Data": "Grüße, Crassula"}}}
        },
    }


def aws(cloud: Cloud) -> Aws:
    return Aws(REGION, Credentials("test", "test"), cloud.endpoint)


def email_of(cloud: Cloud, people: Stack, username: str) -> str:
    person = Directory(aws(cloud), people["Pool"]).find(username)
    assert person
    return person.email


def test_what_is_sent_is_read_with_make_mail_newest_last(cloud: Cloud, deploy: Deploy) -> None:
    deploy(sender())
    for subject in ("First", "Second"):
        aws(cloud).call("sesv2", "SendEmail", letter("a@b.test", subject), attempts=1)
    first, second = [shown(message) for message in read(cloud.endpoint)[-2:]]
    assert "From:    flowers@crassula.test\nTo:      a@b.test\nSubject: First\n" in first
    assert "Subject: Second\n\nGrüße, Crassula" in second


def test_a_function_may_send_only_as_a_sender_that_it_was_granted(
    cloud: Cloud, deploy: Deploy
) -> None:
    arn = f"arn:aws:ses:{REGION}:{ACCOUNT}:identity/"
    stack = deploy(
        {
            **sender(),
            **function(SEND, name="Trusted", may=[allow("ses:SendEmail", f"{arn}{DOMAIN}")]),
            **function(SEND, name="Other", may=[allow("ses:SendEmail", f"{arn}other.test")]),
        },
        Trusted=ref("Trusted"), Other=ref("Other"),
    )  # fmt: skip
    assert cloud.invoke(stack["Trusted"], letter("a@b.test", "Allowed")) == 200
    assert cloud.invoke(stack["Other"], letter("a@b.test", "Not allowed")) == 403


def test_somebody_is_found_by_the_sub_of_their_tokens(cloud: Cloud, deploy: Deploy) -> None:
    people = deploy(careful_pool(), Pool=ref("Pool"))
    register(cloud, people, "flora@crassula.test")
    user = cloud.client("cognito-idp").admin_get_user(
        UserPoolId=people["Pool"], Username="flora@crassula.test"
    )
    (sub,) = [a["Value"] for a in user["UserAttributes"] if a["Name"] == "sub"]
    assert email_of(cloud, people, sub) == "flora@crassula.test"
    assert Directory(aws(cloud), people["Pool"]).find(str(uuid.uuid4())) is None


def test_a_new_address_waits_for_the_code_that_was_sent_to_it(cloud: Cloud, deploy: Deploy) -> None:
    old, new = "flora@crassula.test", "amaryllis@crassula.test"
    people = deploy(careful_pool(), Pool=ref("Pool"), Client=ref("Client"))
    register(cloud, people, old)
    scopes = ["openid", OWN_ACCOUNT]
    token = sign_in(cloud.endpoint, people["Client"], REDIRECT, old, PASSWORD, scopes).access
    cognito = cloud.client("cognito-idp")
    cognito.admin_update_user_attributes(
        UserPoolId=people["Pool"],
        Username=old,
        UserAttributes=[{"Name": "email", "Value": new}],
    )
    assert email_of(cloud, people, old) == old
    sent = read(cloud.endpoint)[-1]
    assert sent["To"] == [new]
    assert "123456" in shown(sent)
    browser: Any = boto3.client(
        "cognito-idp",
        endpoint_url=cloud.endpoint,
        region_name=REGION,
        config=Config(signature_version=UNSIGNED),
    )
    code = {"AccessToken": token, "AttributeName": "email"}
    with pytest.raises(ClientError, match="CodeMismatchException"):
        browser.verify_user_attribute(**code, Code="000000")
    assert email_of(cloud, people, old) == old
    browser.verify_user_attribute(**code, Code="123456")
    assert email_of(cloud, people, new) == new


def test_somebody_elses_address_is_refused(cloud: Cloud, deploy: Deploy) -> None:
    people = deploy(careful_pool(), Pool=ref("Pool"))
    for email in ("flora@crassula.test", "felix@crassula.test"):
        register(cloud, people, email)
    with pytest.raises(ClientError, match="AliasExistsException"):
        cloud.client("cognito-idp").admin_update_user_attributes(
            UserPoolId=people["Pool"],
            Username="flora@crassula.test",
            UserAttributes=[{"Name": "email", "Value": "felix@crassula.test"}],
        )
