"""The form encoding of Stripe's requests: `metadata[order_id]=o1` is a dict in a dict."""

import re
from typing import Any
from urllib.parse import parse_qsl

PART = re.compile(r"\[([^\]]*)\]")


def parse(text: str) -> dict[str, Any]:
    """The parameters; `expand[]=a` and `expand[0]=a` become lists, everything else is text."""
    parsed: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True):
        head, *rest = [name.split("[", maxsplit=1)[0], *PART.findall(name)]
        into = parsed
        for part, following in zip([head, *rest], rest, strict=False):
            into = into.setdefault(part, {})
            if following == "":
                rest[-1] = str(len(into))
        into[rest[-1] if rest else head] = value
    return {name: _listed(value) for name, value in parsed.items()}


def _listed(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _listed(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
