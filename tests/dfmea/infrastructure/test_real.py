"""The analysis and the infrastructure agree as they are, and the derivation sees what it should."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from dfmea.tool.checks.subject import Check, Subject
from dfmea.tool.findings import Finding
from dfmea.tool.infrastructure.alarms import ALARM, simulated_seconds
from dfmea.tool.infrastructure.checks.registry import CHECKS
from dfmea.tool.infrastructure.links import derived_links
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis
from tests.infrastructure.conftest import ROOT


def told(findings: Iterator[Finding]) -> str:
    return "\n".join(str(finding) for finding in findings)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.title)
def test_the_infrastructure_is_as_the_analysis_says(
    check: Check, analysis: Analysis, templates: Path
) -> None:
    assert not told(check(Subject(analysis, ROOT, templates)))


def test_every_alarm_of_the_template_has_a_time(analysis: Analysis, template: Template) -> None:
    seconds = simulated_seconds(analysis.detections, template)
    fired = {name: after for name, after in seconds.items() if after is not None}

    assert len(fired) == len(list(template.of(ALARM))) == 43
    assert set(seconds) - set(fired) == {"DET-MAIL-BOUNCES", "DET-MAIL-COMPLAINTS"}
    # Slowest of all: what only an hourly comparison of the books can find.
    assert max(fired, key=lambda name: fired[name]) == "DET-MONEY-MISMATCHES"


@pytest.mark.parametrize(
    ("signature", "shown_by"),
    [
        ("sqs feeds order", "SqsEventSource"),
        ("order reaches database", "/DatabaseAccess/"),
        ("proxy reads invoice-bucket", "/Proxy/Role/"),
        ("api-gateway invokes proxy", "/Api/"),
        ("secrets rotates data-cache", "RotationSchedule"),
        ("firewall guards api-gateway", "/Firewall/InFront"),
    ],
)
def test_links_are_shown_by_their_resources(
    signature: str, shown_by: str, analysis: Analysis, template: Template
) -> None:
    paths = [
        each.shown_by
        for each in derived_links(template, analysis.components)
        if each.signature == signature
    ]

    assert paths
    assert any(shown_by in path for path in paths)


def test_what_needs_templates_waits_for_them(analysis: Analysis) -> None:
    subject = Subject(analysis, ROOT)

    assert {check.number for check in CHECKS if check.possible(subject)} == {19}
    assert not [check.title for check in CHECKS if told(check(subject))]
