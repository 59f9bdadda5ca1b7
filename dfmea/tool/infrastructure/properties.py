"""Measures what the resources of a template have, and compares it with what is expected."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from dfmea.tool.infrastructure.template import Resource, Template
from dfmea.tool.model.expectations import Measure, Property

COMBINED: Mapping[str, Callable[[list[float]], float]] = {
    "sum": sum,
    "highest": max,
    "lowest": min,
}
SAID: Mapping[str, str] = {
    "is": "it should be",
    "has": "it should have",
    "exists": "there should be one",
    "at-least": "it should be at least",
    "at-most": "it should be at most",
}


def shortfall(template: Template, resource: Resource, expected: Property) -> str | None:
    """What is wrong with the resource, in words; None if it is as expected."""
    found = measured(template, resource, expected.measure)
    name = _name(expected.measure)
    if not found:
        return f"has no {name}"
    limits = _limits(template, resource, expected)
    if expected.compare == "exists" or (limits and _holds(expected.compare, found, limits)):
        return None
    wanted = " or ".join(_said(limit) for limit in limits) or _name_of_limit(expected)
    is_now = ", ".join(_said(value) for value in found)
    return f"{name} is {is_now}; {SAID[expected.compare]} {wanted}"


def measured(template: Template, resource: Resource, measure: Measure) -> list[Any]:
    """The values that there are; the number of resources if no property is asked."""
    reached = _reached(template, resource, measure.by)
    if measure.property is None:
        return [len(reached)]
    path = measure.property.split(".")
    values = [value for each in reached for value in _values(each.properties, path)]
    if measure.combine != "each":
        numbers = [float(value) for value in values]
        values = [COMBINED[measure.combine](numbers)] if numbers else []
    return values if measure.times == 1 else [float(value) * measure.times for value in values]


def _reached(template: Template, resource: Resource, by: Sequence[str]) -> list[Resource]:
    """Where the types lead to, over resources that name each other, and never back."""
    reached, seen = [resource], {resource}
    for type_ in by:
        near = [other for each in reached for other in _neighbours(template, each)]
        reached = [each for each in dict.fromkeys(near) if each.type == type_ and each not in seen]
        seen.update(reached)
    return reached


def _neighbours(template: Template, resource: Resource) -> Iterator[Resource]:
    yield from template.named_in(resource.stack, dict(resource.properties))
    yield from template.users_of(resource)


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """What stands at the path; nothing if an entry of a list (`*`) is without it."""
    if not path:
        yield value
    elif path[0] == "*" and isinstance(value, list):
        found = [list(_values(each, path[1:])) for each in value]
        if all(found):
            yield from (each for entry in found for each in entry)
    elif isinstance(value, Mapping) and path[0] in value:
        yield from _values(value[path[0]], path[1:])


def _limits(template: Template, resource: Resource, expected: Property) -> list[Any]:
    if isinstance(expected.to, Measure):
        return measured(template, resource, expected.to)
    return [] if expected.to is None else [expected.to]


def _holds(compare: str, found: Sequence[Any], limits: Sequence[Any]) -> bool:
    if compare == "at-least":
        return min(map(float, found)) >= max(map(float, limits))
    if compare == "at-most":
        return max(map(float, found)) <= min(map(float, limits))
    if compare == "has":
        return all(limit in value for value in found for limit in limits)
    return all(_same(value, limit) for value in found for limit in limits)


def _same(value: Any, limit: Any) -> bool:
    """CloudFormation takes numbers and truths as text, too."""
    return bool(value == limit or _said(value).lower() == _said(limit).lower())


def _name(measure: Measure) -> str:
    kind = measure.by[-1] if measure.by else ""
    if measure.property is None:
        return f"number of {kind}"
    times = "" if measure.times == 1 else f"{measure.times:g} x "
    return times + measure.property + (f" of {kind}" if kind else "")


def _name_of_limit(expected: Property) -> str:
    """What it is compared with, where that is missing."""
    named = _name(expected.to) if isinstance(expected.to, Measure) else "anything"
    return f"{named}, which is not there"


def _said(value: Any) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
