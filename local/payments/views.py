"""Objects as they are answered: without what is the simulator's own, and expanded where asked."""

from typing import Any

from local.payments.errors import Body, invalid
from local.payments.store import Store


def public(value: Any) -> Any:
    """Without the fields whose names begin with `_`, at every depth."""
    if isinstance(value, dict):
        return {name: public(each) for name, each in value.items() if not name.startswith("_")}
    if isinstance(value, list):
        return [public(each) for each in value]
    return value


def expand(store: Store, answer: Body, paths: list[str]) -> Body:
    """Objects in place of their ids, at paths such as `latest_charge` or `data.latest_charge`.

    docs.stripe.com/api/expanding_objects. Raises Refusal 400 where there is no id.
    """
    for path in paths:
        _expand(store, answer, path.split("."), path)
    return answer


def _expand(store: Store, value: Body, names: list[str], path: str) -> None:
    name, *rest = names
    if name not in value:
        raise invalid(f"This property cannot be expanded ({path}).", param="expand")
    if isinstance(value[name], str):
        found = store.find(value[name])
        if found is None:
            raise invalid(f"This property cannot be expanded ({path}).", param="expand")
        value[name] = found
    inner = value[name]
    for each in inner if isinstance(inner, list) else [inner]:
        if rest and each is not None:
            _expand(store, each, rest, path)
