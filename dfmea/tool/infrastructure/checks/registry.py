"""The checks of the infrastructure, by their numbers, for the tool to plug in."""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from dfmea.tool.checks.subject import Check, Need, Subject
from dfmea.tool.findings import Findings
from dfmea.tool.infrastructure.checks.alarms import (
    alarms_are_known,
    alarms_exist,
    alarms_fire_in_time,
)
from dfmea.tool.infrastructure.checks.code import handlers_are_named
from dfmea.tool.infrastructure.checks.components import (
    components_are_built,
    exclusions_hold,
    resources_are_owned,
)
from dfmea.tool.infrastructure.checks.links import bans_are_kept, links_are_real
from dfmea.tool.infrastructure.checks.properties import properties_hold
from dfmea.tool.infrastructure.checks.writers import (
    collections_have_one_owner,
    stores_have_their_writers,
)
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis

OverTemplate = Callable[[Analysis, Template], Findings]
OVER_TEMPLATE: Mapping[OverTemplate, tuple[int, str]] = {
    resources_are_owned: (13, "every resource has a component"),
    components_are_built: (14, "every component is in the template"),
    exclusions_hold: (15, "what is excluded is not used in a new way"),
    properties_hold: (16, "what the analysis leans on holds"),
    links_are_real: (17, "links are those of the template"),
    bans_are_kept: (18, "no resource does what is banned"),
    stores_have_their_writers: (19, "a store has its writers alone"),
    alarms_exist: (23, "every alarm is as its detection says"),
    alarms_are_known: (24, "every alarm has a detection"),
    alarms_fire_in_time: (25, "every alarm fires in time"),
}
"""Each check, its number in the list of checks, and its name."""


@cache
def read_template(folder: Path) -> Template:
    """The synthesised infrastructure of a folder, read once."""
    return Template.read(folder)


def _handlers(subject: Subject) -> Findings:
    if subject.templates is not None:
        template = read_template(subject.templates)
        yield from handlers_are_named(subject.analysis, template, subject.root)


def _with_template(check: OverTemplate) -> Callable[[Subject], Findings]:
    def checked(subject: Subject) -> Findings:
        if subject.templates is not None:
            yield from check(subject.analysis, read_template(subject.templates))

    return checked


CHECKS: tuple[Check, ...] = (
    *(
        Check(number, name, _with_template(check), Need.TEMPLATES)
        for check, (number, name) in OVER_TEMPLATE.items()
    ),
    Check(
        19,
        "a collection has one owner",
        lambda subject: collections_have_one_owner(subject.analysis, subject.root),
        Need.CODE,
    ),
    Check(21, "the code that runs is the code that is named", _handlers, Need.TEMPLATES),
)
