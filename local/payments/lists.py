"""Lists, newest first, a page at a time (docs.stripe.com/api/pagination)."""

from collections.abc import Mapping
from typing import Any

from local.payments.errors import Body, invalid
from local.payments.parameters import Parameters, positive
from local.payments.store import COMPARISONS, Query, Store

LIMIT, MOST = 10, 100


def page(
    store: Store,
    kind: str,
    parameters: Parameters,
    fields: Mapping[str, Any],
    *,
    delivered: bool | None = None,
) -> Body:
    """One page of the objects of a kind that have these fields. Raises Refusal 400."""
    limit, after = limit_of(parameters), parameters.get("starting_after", "")
    if after:
        store.get(kind, after, param="starting_after")
    found = store.newest_first(
        kind, Query(fields, _created(parameters.get("created")), delivered, after, limit + 1)
    )
    return {
        "object": "list",
        "url": f"/v1/{kind}s",
        "data": found[:limit],
        "has_more": len(found) > limit,
    }


def chosen(parameters: Parameters, *names: str) -> Mapping[str, Any]:
    """Those of the parameters that choose by a field of the same name."""
    return {name: parameters[name] for name in names if name in parameters}


def limit_of(parameters: Parameters) -> int:
    """How many are asked for. Raises Refusal 400."""
    if "limit" not in parameters:
        return LIMIT
    limit = positive(parameters, "limit")
    if limit > MOST:
        raise invalid(f"limit is at most {MOST}.", "parameter_invalid_integer", "limit")
    return limit


def _created(given: Any) -> dict[str, int]:
    bounds = given if isinstance(given, dict) else {"is": given} if given else {}
    for name, value in bounds.items():
        if name not in COMPARISONS or not str(value).isdigit():
            raise invalid(f"Invalid created[{name}].", "parameter_invalid_integer", "created")
    return {name: int(value) for name, value in bounds.items()}
