"""Whether the infrastructure has the properties that the analysis leans on."""

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.properties import shortfall
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis


def properties_hold(analysis: Analysis, template: Template) -> Findings:
    """Resources have the properties that the analysis leans on (16)."""
    for expected in analysis.expectations.properties:
        place = analysis.place(expected.id)
        leaning = ", ".join(expected.needed_by)
        selected = list(template.at(expected.select, expected.type))
        if not selected:
            yield Finding(
                place,
                expected.id,
                f"no {expected.type} is at {expected.select}; {leaning} leans on it",
                "Follow what was renamed, or remove the line and what leans on it.",
            )
        for resource in selected:
            if wrong := shortfall(template, resource, expected):
                yield Finding(
                    place,
                    expected.id,
                    f"{resource.path}: {wrong}. {expected.text} {leaning} leans on it.",
                    expected.remedy,
                )
