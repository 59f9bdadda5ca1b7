"""The report as one page of HTML that needs nothing else."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from dfmea.tool.assessment import controls
from dfmea.tool.availability import in_words
from dfmea.tool.evidence import Status
from dfmea.tool.report.gallery import MINUTES_A_DAY
from dfmea.tool.report.limits import LIMITS
from dfmea.tool.report.orders import counts, orders
from dfmea.tool.report.pictures.architecture import STAGES
from dfmea.tool.report.pictures.timeline import duration
from dfmea.tool.report.references import References
from dfmea.tool.report.svg import Picture
from dfmea.tool.report.view import View
from dfmea.tool.report.words import (
    chance,
    name_of_test,
    path_of_symbol,
    path_of_test,
    sentence,
)

TEMPLATES = Path(__file__).parent / "templates"
PARTS = (
    ("goal", "The goal and its budget"),
    ("scope", "What is in scope"),
    ("paths", "Critical paths"),
    ("modes", "Failure modes"),
    ("applicability", "What we thought of"),
    ("risk", "Risk"),
    ("availability", "Availability"),
    ("budget", "The budget of minutes"),
    ("trace", "From mode to code"),
    ("detection", "Detection"),
    ("tensions", "Tensions and decisions"),
    ("facts", "The facts of the source text"),
    ("limits", "What a green check does not prove"),
)


def page(view: View, refer: References, pictures: Mapping[str, Picture]) -> str:
    """The page."""
    environment = _environment(view, refer)
    environment.globals.update(shared(view), pictures=pictures, inline=_inline(pictures))
    text = environment.get_template("index.html.j2").render(
        parts=PARTS,
        css=Markup((TEMPLATES / "report.css").read_text()),  # noqa: S704 (our own files)
        script=Markup((TEMPLATES / "filters.js").read_text()),  # noqa: S704
        sectioned={section.id for section in view.sections},
        elsewhere={
            *(link.id for link in view.analysis.links),
            *(tension.id for tension in view.analysis.tensions),
        },
    )
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


def shared(view: View) -> dict[str, Any]:
    """What pages of every kind show."""
    assessment, analysis = view.assessment, view.analysis
    claims = {status.value: assessment.count(status) for status in Status}
    names = {s.id: sentence(s.name) for s in analysis.scenarios.scenarios}
    scales = analysis.scope.scales
    return {
        "view": view,
        "analysis": analysis,
        "assessment": assessment,
        "claims": {**claims, "all": sum(claims.values())},
        "stages": [stage.name for stage in STAGES],
        "orders": orders(view.rows),
        "priorities": {
            "before": counts(row.ratings.priority_before for row in view.rows),
            "after": counts(row.ratings.priority_after for row in view.rows),
        },
        "scales": [
            ("Severity", scales.severity),
            ("Occurrence", scales.occurrence),
            ("Detection", scales.detection),
            ("Monitoring", scales.monitoring),
        ],
        "missed": [names[o.scenario] for o in assessment.outlooks if o.whole.times_budget > 1],
        "times": {
            "printed": [each.printed.times_budget for each in assessment.outlooks],
            "built": [each.whole.times_budget for each in assessment.outlooks],
        },
        "window": analysis.scope.goal.window_days * MINUTES_A_DAY,
        "solutions": assessment.solutions,
        "events": {
            **{c.id: c.name for c in analysis.components},
            **{event.id: event.text for event in analysis.arithmetic.events},
        },
        "controls": [each for _, each in sorted(controls(analysis).items())],
        "detections": sorted(analysis.detections, key=lambda each: each.id),
        "limits": LIMITS,
    }


def filters(view: View) -> dict[str, Callable[..., Any]]:
    """What templates of every kind call."""
    names = {s.id: sentence(s.name) for s in view.analysis.scenarios.scenarios}
    return {
        "scenario": lambda identity: names.get(identity, identity),
        "seconds": view.detection_seconds,
        "duration": duration,
        "in_words": in_words,
        "chance": chance,
        "test_name": name_of_test,
    }


def _environment(view: View, refer: References) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        filters(view),
        refer=refer.html,
        refer_id=refer.html_id,
        breakable=_breakable,
        code_path=lambda symbol: refer.path(path_of_symbol(symbol)),
        test_path=lambda test: refer.path(path_of_test(test)),
        runbook_path=lambda book: refer.path(refer.runbooks[book]),
    )
    return environment


def _breakable(text: str) -> Markup:
    """Where a path or a name may go on in the next line."""
    return Markup(re.sub(r"([/:.*]+)(?=\w)|(?<=\w)(?=_)", r"\1<wbr>", str(escape(text))))  # noqa: S704


def _inline(pictures: Mapping[str, Picture]) -> Callable[[str, str], Markup]:
    """Pictures within the page, where their links can be followed: so they are no mere images."""

    def inline(name: str, size: str) -> Markup:
        svg = pictures[name].svg().replace('role="img"', 'role="group"', 1)
        return Markup(svg.replace("<svg ", f'<svg class="{size}" ', 1))  # noqa: S704 (our own)

    return inline
