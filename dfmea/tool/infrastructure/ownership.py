"""Assigns each resource to the component with the most specific matching glob."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dfmea.tool.infrastructure.template import Resource, Template
from dfmea.tool.model.structure import Component


@dataclass(frozen=True)
class Ownership:
    """Every resource's component, and what is wrong with the globs."""

    component_of: Mapping[Resource, str]
    unowned: tuple[Resource, ...]
    contested: Mapping[Resource, tuple[str, ...]]
    """Resources for which several components' globs say equally much."""
    idle: tuple[tuple[str, str], ...]
    """Components and those of their globs that fit no resource."""


def assign(template: Template, components: Iterable[Component]) -> Ownership:
    """Give every resource to one component."""
    globs = [(glob, each.id) for each in components for glob in each.resources]
    claims = {
        resource: [(glob, owner) for glob, owner in globs if resource.is_at(glob)]
        for resource in template.resources
    }
    strongest = {resource: _strongest(claimed) for resource, claimed in claims.items()}
    used = {claim for claimed in claims.values() for claim in claimed}
    return Ownership(
        component_of={r: owners[0] for r, owners in strongest.items() if len(owners) == 1},
        unowned=tuple(r for r, owners in strongest.items() if not owners),
        contested={r: owners for r, owners in strongest.items() if len(owners) > 1},
        idle=tuple((owner, glob) for glob, owner in globs if (glob, owner) not in used),
    )


def _strongest(claimed: list[tuple[str, str]]) -> tuple[str, ...]:
    """The components whose globs have the most letters that are not wild."""
    most = max((_literal(glob) for glob, _ in claimed), default=0)
    return tuple(dict.fromkeys(owner for glob, owner in claimed if _literal(glob) == most))


def _literal(glob: str) -> int:
    return len(glob.replace("*", "").replace("?", ""))
