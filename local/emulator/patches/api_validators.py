"""Gap: a template's request validators are accepted but never made, and methods forget theirs."""

import json

from local.emulator.provisioners import (
    Attributes,
    Properties,
    Provisioned,
    after,
    boolean,
    register,
)


def apply() -> None:
    """Make them with the emulator's own API, and hand each method its validator."""
    register("AWS::ApiGateway::RequestValidator", _create, _update, _delete)
    after("AWS::ApiGateway::Method", _remember)


def _create(logical_id: str, properties: Properties, _stack: str) -> Provisioned:
    from ministack.services import apigateway_v1

    _status, _headers, body = apigateway_v1._create_request_validator(
        properties["RestApiId"],
        {
            "name": properties.get("Name", logical_id),
            "validateRequestBody": boolean(properties.get("ValidateRequestBody")),
            "validateRequestParameters": boolean(properties.get("ValidateRequestParameters")),
        },
    )
    validator = json.loads(body)["id"]
    return validator, {"RequestValidatorId": validator}


def _update(validator: str, old: Properties, new: Properties, stack: str) -> Provisioned:
    _delete(validator, old)
    return _create(new.get("Name", validator), new, stack)


def _delete(validator: str, properties: Properties) -> None:
    from ministack.services import apigateway_v1

    apigateway_v1._delete_request_validator(properties["RestApiId"], validator)


def _remember(_method_id: str, properties: Properties) -> Attributes:
    from ministack.services import apigateway_v1

    resource = apigateway_v1._resources[properties["RestApiId"]][properties["ResourceId"]]
    method = resource["resourceMethods"][properties["HttpMethod"]]
    method["requestValidatorId"] = properties.get("RequestValidatorId")
    return {}
