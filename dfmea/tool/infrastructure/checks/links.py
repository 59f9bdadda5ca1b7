"""Whether the dependencies that the template shows are those that the analysis lists."""

from fnmatch import fnmatch

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.checks.components import is_excluded
from dfmea.tool.infrastructure.checks.places import file_of
from dfmea.tool.infrastructure.links import derived_links, new_links, relations
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis


def links_are_real(analysis: Analysis, template: Template) -> Findings:
    """What the template shows and what links.yaml lists is the same (17)."""
    excluded = {each.id for each in analysis.components if is_excluded(each)}
    for link in new_links(template, analysis.components, analysis.links):
        if excluded.isdisjoint(link.ends):
            yield Finding(
                file_of(analysis, "links.yaml"),
                link.signature,
                f"is shown by {link.shown_by}, and no link lists it",
                "Add the link and say how it fails, or list it in `template` of the link that it"
                " belongs to; or take the right away.",
            )
    derived = {each.signature for each in derived_links(template, analysis.components)}
    for listed in analysis.links:
        for signature in listed.template:
            # What only some deployments show may be listed with the reason why others do not.
            if signature not in derived and not listed.not_in_template:
                yield Finding(
                    analysis.place(listed.id),
                    listed.id,
                    f'lists "{signature}", which nothing in the template shows',
                    "Give the right back, or remove the line and ask what the link's failure modes"
                    " mean now.",
                )
        if not (listed.template or listed.not_in_template or listed.excluded):
            yield Finding(
                analysis.place(listed.id),
                listed.id,
                "is not bound to the template",
                "List in `template` what shows it, or say in `not_in_template` why nothing can.",
            )


def bans_are_kept(analysis: Analysis, template: Template) -> Findings:
    """No resource does to another what a ban forbids (18)."""
    for ban in analysis.expectations.bans:
        for each in relations(template):
            kinds = (each.source.type, each.verb, each.target.type)
            may = any(fnmatch(each.source.path, path) for path in ban.unless)
            if kinds == (ban.source, ban.verb, ban.target) and not may:
                yield Finding(
                    analysis.place(ban.id),
                    ban.id,
                    f"{each.source.path} {each.verb} {each.target.path}, as"
                    f" {each.shown_by.path} shows. {ban.text}",
                    "Take the right away and send a message, or lift the ban and analyse the new"
                    " dependency.",
                )
