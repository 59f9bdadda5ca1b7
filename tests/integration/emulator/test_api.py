"""The REST API: its fixed address, what it refuses before any function runs, what it says."""

from collections import Counter
from typing import Any

from tests.integration.emulator.api import api, called_by_api, method, person, pool
from tests.integration.emulator.cloud import Cloud, http
from tests.integration.emulator.conftest import Deploy
from tests.integration.emulator.templates import attribute, function, ref

ANSWER = """
    import json
    def handler(event, context):
        claims = event["requestContext"].get("authorizer", {}).get("claims", {})
        return {"statusCode": 202, "body": json.dumps({"path": event["path"], "claims": claims})}
    """


def test_the_api_answers_at_the_address_that_its_tag_fixes(cloud: Cloud, deploy: Deploy) -> None:
    stack = deploy(
        {**function(ANSWER), **called_by_api(), **api("c0ffee01", {"orders": method("POST")})},
        Api=ref("Api"),
    )

    assert stack["Api"] == "c0ffee01"
    answer = http(f"{cloud.endpoint}/_aws/execute-api/c0ffee01/prod/orders", b"{}")
    assert answer.status == 202
    by_host = http(
        f"{cloud.endpoint}/prod/orders", b"{}",
        Host=f"c0ffee01.execute-api.localhost:{cloud.port}",
    )  # fmt: skip
    assert by_host.json()["path"] == "/orders"


def test_a_request_without_its_required_header_never_reaches_the_function(
    cloud: Cloud, deploy: Deploy
) -> None:
    validator = {
        "Validator": {
            "Type": "AWS::ApiGateway::RequestValidator",
            "Properties": {"RestApiId": ref("Api"), "ValidateRequestParameters": True},
        }
    }
    ordering = method(
        "POST",
        RequestValidatorId=ref("Validator"),
        RequestParameters={"method.request.header.Idempotency-Key": True},
    )
    deploy(
        {
            **function(ANSWER),
            **called_by_api(),
            **validator,
            **api("c0ffee02", {"orders": ordering}),
        }
    )
    orders = f"{cloud.endpoint}/_aws/execute-api/c0ffee02/prod/orders"

    refused = http(orders, b"{}")
    accepted = http(orders, b"{}", Idempotency_Key="1")

    assert (refused.status, accepted.status) == (400, 202)
    assert "Idempotency-Key" in refused.json()["message"]


def test_one_methods_throttle_leaves_the_others_alone(cloud: Cloud, deploy: Deploy) -> None:
    slow = {
        "ResourcePath": "/~1orders",
        "HttpMethod": "POST",
        "ThrottlingRateLimit": 0.01,
        "ThrottlingBurstLimit": 2,
    }
    routes = {"orders": method("POST"), "health": method("GET")}
    deploy({**function(ANSWER), **called_by_api(), **api("c0ffee03", routes, [slow])})
    base = f"{cloud.endpoint}/_aws/execute-api/c0ffee03/prod"

    orders = Counter(http(f"{base}/orders", b"{}").status for _ in range(4))
    health = Counter(http(f"{base}/health").status for _ in range(4))

    assert orders == {202: 2, 429: 2}
    assert health == {202: 4}


def test_what_broke_inside_a_function_stays_inside(cloud: Cloud, deploy: Deploy) -> None:
    broken = "def handler(event, context):\n    raise ValueError('mongodb://user:secret@host')\n"
    deploy({**function(broken), **called_by_api(), **api("c0ffee04", {"orders": method("POST")})})

    answer = http(f"{cloud.endpoint}/_aws/execute-api/c0ffee04/prod/orders", b"{}")

    assert answer.status == 502
    assert answer.json() == {"message": "Internal server error"}


def test_only_an_access_token_with_the_methods_scope_passes_the_authoriser(
    cloud: Cloud, deploy: Deploy
) -> None:
    authorizer = {
        "Authorizer": {
            "Type": "AWS::ApiGateway::Authorizer",
            "Properties": {
                "RestApiId": ref("Api"),
                "Name": "people",
                "Type": "COGNITO_USER_POOLS",
                "IdentitySource": "method.request.header.Authorization",
                "ProviderARNs": [attribute("Arn", "Pool")],
            },
        }
    }

    def guarded(scope: str) -> dict[str, Any]:
        return method(
            "POST",
            AuthorizationType="COGNITO_USER_POOLS",
            AuthorizerId=ref("Authorizer"),
            AuthorizationScopes=[scope],
        )

    routes = {"orders": guarded("crassula/shop"), "staff": guarded("crassula/staff")}
    resources = {**pool(), **authorizer, **function(ANSWER), **called_by_api()}
    stack = deploy(
        {**resources, **api("c0ffee05", routes)},
        Pool=ref("Pool"), Client=ref("Client"),
    )  # fmt: skip
    tokens = person(cloud, stack, "flora@crassula.test", scopes=["openid", "crassula/shop"])
    base = f"{cloud.endpoint}/_aws/execute-api/c0ffee05/prod"

    def post(path: str, token: str) -> int:
        return http(f"{base}/{path}", b"{}", Authorization=f"Bearer {token}").status

    assert http(f"{base}/orders", b"{}").status == 401
    assert post("orders", tokens.access) == 202
    assert post("orders", tokens.access[:-4] + "AAAA") == 401
    assert post("orders", tokens.identity) in (401, 403)
    assert post("staff", tokens.access) == 401


def test_every_answer_is_measured_and_written_to_the_access_log(
    cloud: Cloud, deploy: Deploy
) -> None:
    log = {"Log": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 7}}}
    line = "$context.httpMethod $context.resourcePath $context.status $context.nothing"
    written = {"DestinationArn": attribute("Arn", "Log"), "Format": line}
    resources = api("c0ffee07", {"orders": method("POST")})
    resources["Stage"]["Properties"]["AccessLogSetting"] = written
    broken = "def handler(event, context):\n    raise ValueError\n"
    stack = deploy({**log, **function(broken), **called_by_api(), **resources}, Log=ref("Log"))
    base = f"{cloud.endpoint}/_aws/execute-api/c0ffee07/prod"

    http(f"{base}/orders", b"{}")
    http(f"{base}/unknown", b"{}")

    events = cloud.client("logs").filter_log_events(logGroupName=stack["Log"])["events"]
    assert [event["message"] for event in events] == ["POST /orders 502 -", "POST  403 -"]
    assert cloud.total("AWS/ApiGateway", "5XXError", ApiName="c0ffee07") == 1
    assert cloud.total("AWS/ApiGateway", "4XXError", ApiName="c0ffee07", Stage="prod") == 1
    assert cloud.total("AWS/ApiGateway", "Latency", ApiName="c0ffee07") > 0
