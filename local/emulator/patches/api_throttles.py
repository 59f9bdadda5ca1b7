"""Gap: a method's own throttle is stored under its template spelling and never found.

A template writes the resource path as JSON pointer token ("/~1orders"); requests look for
"/orders/POST".
"""

from typing import Any


def apply() -> None:
    """Store the settings of a stage's methods under the paths that requests have."""
    from ministack.services.cloudformation import provisioners

    settings = provisioners._apigw_method_settings

    def by_request_path(raw: Any) -> dict[str, Any]:
        return {_request_path(key): setting for key, setting in settings(raw).items()}

    provisioners._apigw_method_settings = by_request_path


def _request_path(key: str) -> str:
    if key == "*/*":
        return key
    return "/" + key.replace("~1", "/").lstrip("/")
