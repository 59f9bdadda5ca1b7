"""The API: API Gateway with Cognito's authoriser, in front of the proxy (T07)."""

from aws_cdk import Environment, RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from services.manifest import PROXY
from services.proxy.routes import ACCOUNT_SCOPE, PREFIX, SHOP_SCOPE, public_paths
from stacks.accepted import accept
from stacks.config import LOCAL_API_ID, Stage, log_prefix
from stacks.firewall import Firewall
from stacks.identity import Identity
from stacks.services import Services

STAGE = "prod"
RATE = 100
"""Requests a second, in total: about 25 times what the shop needs on 14 February."""
BURST = 200
REQUESTS_PER_ADDRESS = 1000
"""Requests in five minutes; the firewall blocks an address that sends more."""
BODY_SIZE_RULE = "SizeRestrictions_BODY"
"""This rule would block bodies above 8 KiB, but a quote of 80 lines is longer."""
PUSH_LOGS = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
PROBLEM = "application/problem+json"
MORE_HEADERS = {
    "401": {"WWW-Authenticate": "'Bearer'"},
    "429": {"Retry-After": "'1'"},
    "503": {"Retry-After": "'1'"},
}


class Api(Stack):
    """A REST API that sends every request to the proxy."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        env: Environment,
        stage: Stage,
        services: Services,
        identity: Identity,
    ) -> None:
        super().__init__(scope, name, env=env)
        access_log = logs.LogGroup(
            self,
            "Access",
            log_group_name=f"{log_prefix(stage)}access",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.api = apigateway.RestApi(
            self,
            "Api",
            # CloudWatch's metrics have the API's name, not its id.
            rest_api_name=f"crassula-{stage.name}",
            description="Crassula's store",
            # API Gateway writes its logs with one role per account.
            cloud_watch_role=not stage.is_local,
            endpoint_types=[apigateway.EndpointType.REGIONAL],
            deploy_options=apigateway.StageOptions(
                stage_name=STAGE,
                throttling_rate_limit=RATE,
                throttling_burst_limit=BURST,
                tracing_enabled=True,
                metrics_enabled=True,
                logging_level=apigateway.MethodLoggingLevel.ERROR,
                data_trace_enabled=False,
                access_log_destination=apigateway.LogGroupLogDestination(access_log),
                access_log_format=_access_log_format(),
            ),
        )
        if stage.is_local:
            Tags.of(self.api).add("ms-custom-id", LOCAL_API_ID)
        else:
            self._limit_execution_log()
        accept(self.api, "The proxy validates what is sent, and names field and remedy", "APIG2")
        if not stage.is_local:
            accept(
                self.api.node.find_child("CloudWatchRole"),
                "AWS's own policy is what API Gateway asks of this role",
                f"IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/{PUSH_LOGS}]",
            )
        self._add_gateway_responses()
        self._add_routes(services, identity)
        self.firewall = self._firewall(stage)

    def _limit_execution_log(self) -> None:
        """Make the log group that API Gateway would make itself, and would keep for ever.

        https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
        """
        log = logs.LogGroup(
            self,
            "Execution",
            log_group_name=f"API-Gateway-Execution-Logs_{self.api.rest_api_id}/{STAGE}",
            retention=logs.RetentionDays.THREE_MONTHS,
            removal_policy=RemovalPolicy.DESTROY,
        )
        self.api.deployment_stage.node.add_dependency(log)

    def _add_routes(self, services: Services, identity: Identity) -> None:
        """Send every request to the proxy; refuse those that lack a token they need."""
        proxy = apigateway.LambdaIntegration(
            services.functions[PROXY].function, allow_test_invoke=False
        )
        self.authorizer = apigateway.CognitoUserPoolsAuthorizer(
            self, "Authorizer", cognito_user_pools=[identity.pool]
        )
        root = self.api.root.add_resource(PREFIX.strip("/"))
        for path in public_paths():
            method = root.resource_for_path(path.lstrip("/")).add_method("ANY", proxy)
            accept(method, "Everyone may look at the shop before signing in", "APIG4", "COG4")
        root.add_resource("{proxy+}").add_method(
            "ANY",
            proxy,
            authorizer=self.authorizer,
            authorization_type=apigateway.AuthorizationType.COGNITO,
            authorization_scopes=[SHOP_SCOPE, *([ACCOUNT_SCOPE] if identity.code_client else [])],
        )

    def _add_gateway_responses(self) -> None:
        """Give API Gateway's own errors the format of the proxy's (RFC 9457)."""
        for kind, status, detail in (
            ("UNAUTHORIZED", "401", "Sign in: the Authorization header must carry a bearer token."),
            ("ACCESS_DENIED", "403", "This is not allowed. Sign in again."),
            ("MISSING_AUTHENTICATION_TOKEN", "404", "There is nothing at this address."),
            ("REQUEST_TOO_LARGE", "413", "Send less."),
            ("THROTTLED", "429", "Too many requests. Try again in a moment."),
            ("INTEGRATION_FAILURE", "503", "Try again in a moment."),
            ("INTEGRATION_TIMEOUT", "504", "Try again in a moment."),
            ("DEFAULT_5XX", "500", "Something broke on our side."),
        ):
            body = (
                f'{{"title":"{kind.replace("_", " ").capitalize()}","status":{status},'
                f'"detail":"{detail}","correlation_id":"$context.requestId"}}'
            )
            self.api.add_gateway_response(
                kind.title().replace("_", ""),
                type=apigateway.ResponseType.of(kind),
                status_code=status,
                response_headers={"Content-Type": f"'{PROBLEM}'", **MORE_HEADERS.get(status, {})},
                templates={"application/json": body},
            )

    def _firewall(self, stage: Stage) -> Firewall:
        """A firewall against known attacks and against floods from one address."""
        firewall = Firewall(
            self,
            "Firewall",
            "crassula",
            REQUESTS_PER_ADDRESS,
            {
                # The proxy limits the length of bodies, field by field.
                "AWSManagedRulesCommonRuleSet": (BODY_SIZE_RULE,),
                "AWSManagedRulesKnownBadInputsRuleSet": (),
            },
        )
        if stage.is_local:
            accept(self.api.deployment_stage, "Nobody but this machine reaches it", "APIG3")
        else:
            firewall.protect("InFront", self.api.deployment_stage.stage_arn)
        return firewall


def _access_log_format() -> apigateway.AccessLogFormat:
    """The caller, the request and its result; no query strings, headers or tokens."""
    context = apigateway.AccessLogField
    fields = {
        "request_id": context.context_request_id(),
        "extended_request_id": context.context_extended_request_id(),
        "time": context.context_request_time_epoch(),
        "method": context.context_http_method(),
        "resource": context.context_resource_path(),
        "status": context.context_status(),
        "milliseconds": context.context_response_latency(),
        "integration_error": context.context_integration_error_message(),
        "customer": context.context_authorizer_claims("sub"),
    }
    pairs = ",".join(f'"{name}":"{value}"' for name, value in fields.items())
    return apigateway.AccessLogFormat.custom(f"{{{pairs}}}")
