"""Pieces of an API with people who may call it."""

from collections.abc import Sequence
from typing import Any

from local.sign_in import Tokens, sign_in
from tests.integration.emulator.cloud import Cloud, Stack
from tests.integration.emulator.templates import Resources, attribute, ref

REDIRECT = "http://localhost:9/callback"
PASSWORD = "Flowers-for-2-people!"


def method(verb: str, **properties: Any) -> Resources:
    """A method that calls the template's function; `api` adds where it is."""
    call = ["arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/",
            attribute("Arn", "Function"), "/invocations"]  # fmt: skip
    return {
        "HttpMethod": verb,
        "AuthorizationType": "NONE",
        "Integration": {
            "Type": "AWS_PROXY",
            "IntegrationHttpMethod": "POST",
            "Uri": {"Fn::Join": ["", call]},
        },
        **properties,
    }


def api(
    identifier: str, routes: dict[str, Resources], settings: Sequence[Resources] = ()
) -> Resources:
    """An API with a fixed id and one method per route, deployed as stage `prod`."""
    resources: Resources = {
        "Api": {
            "Type": "AWS::ApiGateway::RestApi",
            "Properties": {
                "Name": identifier,
                "Tags": [{"Key": "ms-custom-id", "Value": identifier}],
            },
        },
        "Deployment": {
            "Type": "AWS::ApiGateway::Deployment",
            "Properties": {"RestApiId": ref("Api")},
            "DependsOn": [f"Method{path}" for path in routes],
        },
        "Stage": {
            "Type": "AWS::ApiGateway::Stage",
            "Properties": {
                "RestApiId": ref("Api"),
                "DeploymentId": ref("Deployment"),
                "StageName": "prod",
                "MethodSettings": list(settings),
            },
        },
    }
    for path, properties in routes.items():
        resources[f"Path{path}"] = {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {
                "RestApiId": ref("Api"),
                "ParentId": attribute("RootResourceId", "Api"),
                "PathPart": path,
            },
        }
        resources[f"Method{path}"] = {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "RestApiId": ref("Api"),
                "ResourceId": ref(f"Path{path}"),
                **properties,
            },
        }
    return resources


def called_by_api() -> Resources:
    """The template's function may be called by an API."""
    return {
        "Permission": {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "Action": "lambda:InvokeFunction",
                "FunctionName": ref("Function"),
                "Principal": "apigateway.amazonaws.com",
            },
        }
    }


def pool() -> Resources:
    """A user pool with two scopes of its own, a group, and a public client for PKCE."""
    return {
        "Pool": {
            "Type": "AWS::Cognito::UserPool",
            "Properties": {
                "UsernameAttributes": ["email"],
                "AutoVerifiedAttributes": ["email"],
            },
        },
        "Domain": {
            "Type": "AWS::Cognito::UserPoolDomain",
            "Properties": {"UserPoolId": ref("Pool"), "Domain": "crassula-test"},
        },
        "Scopes": {
            "Type": "AWS::Cognito::UserPoolResourceServer",
            "Properties": {
                "UserPoolId": ref("Pool"),
                "Identifier": "crassula",
                "Name": "crassula",
                "Scopes": [
                    {"ScopeName": name, "ScopeDescription": name} for name in ("shop", "staff")
                ],
            },
        },
        "Florists": {
            "Type": "AWS::Cognito::UserPoolGroup",
            "Properties": {"UserPoolId": ref("Pool"), "GroupName": "florists"},
        },
        "Client": {
            "Type": "AWS::Cognito::UserPoolClient",
            "Properties": {
                "UserPoolId": ref("Pool"),
                "AllowedOAuthFlows": ["code"],
                "AllowedOAuthFlowsUserPoolClient": True,
                "AllowedOAuthScopes": ["openid", "email", "crassula/shop", "crassula/staff"],
                "CallbackURLs": [REDIRECT],
                "SupportedIdentityProviders": ["COGNITO"],
            },
            "DependsOn": "Scopes",
        },
    }


def register(cloud: Cloud, stack: Stack, email: str, *groups: str) -> None:
    """Make somebody who can sign in."""
    cognito = cloud.client("cognito-idp")
    cognito.admin_create_user(
        UserPoolId=stack["Pool"],
        Username=email,
        UserAttributes=[
            {"Name": "email", "Value": email},
            {"Name": "email_verified", "Value": "true"},
        ],
        MessageAction="SUPPRESS",
    )
    cognito.admin_set_user_password(
        UserPoolId=stack["Pool"], Username=email, Password=PASSWORD, Permanent=True
    )
    for group in groups:
        cognito.admin_add_user_to_group(UserPoolId=stack["Pool"], Username=email, GroupName=group)


def person(cloud: Cloud, stack: Stack, email: str, *groups: str, scopes: list[str]) -> Tokens:
    """Make somebody and sign them in."""
    register(cloud, stack, email, *groups)
    return sign_in(cloud.endpoint, stack["Client"], REDIRECT, email, PASSWORD, scopes)
