"""Gap: when a function fails, the API answers its exception's text; AWS hides it."""

from typing import Any


def apply() -> None:
    """Answer "Internal server error", whatever happened inside."""
    from ministack.services import apigateway_v1

    respond = apigateway_v1._lambda_proxy_response

    def without_details(result: Any) -> tuple[Any, str | None]:
        response, error = respond(result)
        return response, error and "Internal server error"

    apigateway_v1._lambda_proxy_response = without_details
