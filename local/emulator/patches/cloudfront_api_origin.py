"""Gap: a distribution refuses to call an origin at amazonaws.com, such as our API."""

import os
import re
from typing import Any

_API = re.compile(r"(?P<id>[a-z0-9]+)\.execute-api\.")


def apply() -> None:
    """Send what is meant for an API of this account to this emulator."""
    from ministack.services import cloudfront

    read_origin = cloudfront._dataplane_origin

    def read_local_origin(element: Any) -> dict[str, Any]:
        origin: dict[str, Any] = read_origin(element)
        api = _API.match(origin["domain_name"])
        if api is None:
            return origin
        port = int(os.environ["GATEWAY_PORT"])
        return {
            **origin,
            "domain_name": "localhost",
            "http_port": port,
            "https_port": port,
            "protocol_policy": "http-only",
            "origin_path": f"/_aws/execute-api/{api['id']}{origin['origin_path']}",
        }

    cloudfront._dataplane_origin = read_local_origin
