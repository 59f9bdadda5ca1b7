"""Whether the analysis has every resource of the template, and the template every component."""

from fnmatch import fnmatchcase

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.checks.places import file_of
from dfmea.tool.infrastructure.links import new_links
from dfmea.tool.infrastructure.ownership import assign
from dfmea.tool.infrastructure.template import Resource, Template
from dfmea.tool.loader import Analysis
from dfmea.tool.model.structure import Component

CODE = ("AWS::CloudFront::Function", "AWS::Lambda::Function")
SO_RELIABLE = "likelihood"
"""The stage that excludes what hardly ever fails: that is said of a provider, not of our code."""


def resources_are_owned(analysis: Analysis, template: Template) -> Findings:
    """Every resource belongs to one component, and every glob fits something (13)."""
    ownership = assign(template, analysis.components)
    place = file_of(analysis, "components.yaml")
    for resource in ownership.unowned:
        yield Finding(
            place,
            resource.path,
            f"is an {resource.type} of the template that belongs to no component",
            f"Add its path to `resources` of a component in {place}, or a new component; then say"
            " how it fails.",
        )
    for resource, owners in ownership.contested.items():
        yield Finding(
            place,
            resource.path,
            f"belongs to {' and '.join(owners)}, whose globs say equally much about it",
            "Make one of the globs longer; the one with most letters decides.",
        )
    # What is excluded may be there in some deployments only. If one of its globs is out of date,
    # the resource that it should fit has no component.
    unchecked = {c.id for c in analysis.components if c.not_in_template or is_excluded(c)}
    sometimes = [each.alarm for each in analysis.detections if each.only_if and each.alarm]
    for owner, glob in ownership.idle:
        if owner not in unchecked and not any(fnmatchcase(a, glob) for a in sometimes):
            yield Finding(
                analysis.place(owner),
                owner,
                f"has the resources {glob}, which fits nothing in the template",
                "Remove it or follow what was renamed; or say `not_in_template`: in which"
                " deployments alone it is there.",
            )


def components_are_built(analysis: Analysis, template: Template) -> Findings:
    """Every component is in the template, or says why not (14)."""
    built = set(assign(template, analysis.components).component_of.values())
    for component in analysis.components:
        if component.id not in built and not component.not_in_template:
            yield Finding(
                analysis.place(component.id),
                component.id,
                "has no resource in the template",
                "Name its `resources`, or say in `not_in_template` why it has none.",
            )


def exclusions_hold(analysis: Analysis, template: Template) -> Findings:
    """What is excluded runs no code of ours and got no new link (15)."""
    excluded = {c.id: c for c in analysis.components if is_excluded(c)}
    for resource, owner in assign(template, analysis.components).component_of.items():
        if owner in excluded and _runs_code_where_none_was(excluded[owner], resource):
            yield _reopen(
                analysis, owner, f"runs code of ours in {resource.path} ({resource.type})"
            )
    for link in new_links(template, analysis.components, analysis.links):
        for end in link.ends:
            if end in excluded:
                yield _reopen(
                    analysis, end, f'is used in a new way: "{link.signature}" ({link.shown_by})'
                )


def is_excluded(component: Component) -> bool:
    """Whether it is left out, and was not taken up again."""
    return component.excluded is not None and component.reopened is None


def _runs_code_where_none_was(component: Component, resource: Resource) -> bool:
    stage = component.excluded.stage if component.excluded else None
    return stage == SO_RELIABLE and resource.type in CODE


def _reopen(analysis: Analysis, component: str, message: str) -> Finding:
    return Finding(
        analysis.place(component),
        component,
        f"is excluded, but {message}",
        "Ask again whether its exclusion holds: analyse it (`reopened`), or list the link with a"
        " reason in links.yaml.",
    )
