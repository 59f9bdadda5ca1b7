"""Gap: a distribution compresses nothing, so that pages weigh several times what they do on AWS.

Source of the conditions: "Serve compressed files", CloudFront developer guide. Gzip alone:
browsers accept Brotli only over HTTPS. Of the types on its list, those that a site has.
"""

import gzip
from http import HTTPStatus
from typing import Any

TYPES = frozenset(
    {
        "application/javascript",
        "application/json",
        "application/xml",
        "image/svg+xml",
        "text/css",
        "text/html",
        "text/javascript",
        "text/plain",
        "text/xml",
    }
)
STATUSES = frozenset({HTTPStatus.OK, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
LEAST, MOST = 1_000, 10_000_000
"""Bytes: what is smaller or bigger stays as it is."""

Response = tuple[int, dict[str, Any], bytes]


def apply() -> None:
    """Compress what a behaviour and its cache policy say, for viewers that accept it."""
    from ministack.services import cloudfront

    read_behavior = cloudfront._dataplane_behavior
    serve = cloudfront.handle_viewer_request

    def read_with_compress(element: Any, path_pattern: str | None = None) -> dict[str, Any]:
        compresses = cloudfront._xbool(element, "Compress", default=False)
        return {**read_behavior(element, path_pattern), "compress": compresses}

    async def serve_compressed(
        distribution: dict[str, Any], method: str, path: str, *rest: Any
    ) -> Response:
        response: Response = await serve(distribution, method, path, *rest)
        _raw_path, _query, headers, *_ = rest
        if "gzip" in headers.get("accept-encoding", "") and _is_wanted(distribution, path):
            return compressed(response)
        return response

    cloudfront._dataplane_behavior = read_with_compress
    cloudfront.handle_viewer_request = serve_compressed


def _is_wanted(distribution: dict[str, Any], path: str) -> bool:
    from ministack.services import cloudfront

    parsed = cloudfront.parse_distribution_dataplane_config(distribution)
    behavior = cloudfront._match_behavior(parsed, path)
    if not behavior or not behavior["compress"]:
        return False
    policy = cloudfront.cache_policy_params(behavior["cache_policy_id"])
    return bool(policy and policy["EnableAcceptEncodingGzip"])


def compressed(response: Response) -> Response:
    """The response, smaller where its kind and its size allow that."""
    status, headers, body = response
    named = {name.lower(): name for name in headers}
    kind = str(headers.get(named.get("content-type", ""), "")).partition(";")[0].strip()
    fits = status in STATUSES and kind in TYPES and LEAST <= len(body) <= MOST
    if not fits or "content-encoding" in named:
        return response
    smaller = gzip.compress(body, mtime=0)
    kept = {name: headers[name] for low, name in named.items() if low != "content-length"}
    if etag := named.get("etag"):
        kept[etag] = "W/" + headers[etag].removeprefix("W/")
    about = {
        "Content-Encoding": "gzip",
        "Content-Length": str(len(smaller)),
        "Vary": _with_encoding(kept.pop(named.get("vary", ""), "")),
    }
    return status, {**kept, **about}, smaller


def _with_encoding(vary: str) -> str:
    names = [name.strip() for name in vary.split(",") if name.strip()]
    return ", ".join(dict.fromkeys([*names, "Accept-Encoding"]))
