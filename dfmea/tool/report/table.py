"""The worksheet as rows of cells: what the spreadsheet and the CSV file hold."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence

from dfmea.tool.model.structure import Component, Link
from dfmea.tool.report.view import Row, View

Value = str | int | float | None
Column = tuple[str, int, Callable[[Row], Value]]
"""A heading, a width in letters, and what stands there."""


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(texts)


WORKSHEET: Sequence[Column] = (
    ("Mode", 13, lambda row: row.mode.id),
    ("Element", 12, lambda row: row.element),
    ("Name", 24, lambda row: row.name),
    ("Failure mode", 30, lambda row: row.mode.title),
    ("Guide words", 16, lambda row: _lines(row.mode.words)),
    ("Operation", 10, lambda row: row.mode.operation),
    ("Local effect", 40, lambda row: row.mode.effects.local),
    ("Next effect", 40, lambda row: row.mode.effects.next),
    (
        "End effects",
        56,
        lambda row: _lines(
            f"{each.scenario} (S {each.severity}): {each.user} Business: {each.business}"
            for each in row.mode.effects.end
        ),
    ),
    ("S before", 9, lambda row: row.ratings.severity_before),
    (
        "Causes",
        50,
        lambda row: _lines(
            f"{c.id} (O {c.occurrence}, {c.basis}): {c.text}" for c in row.mode.causes
        ),
    ),
    ("O before", 9, lambda row: row.ratings.occurrence_before),
    ("AP before", 9, lambda row: row.ratings.priority_before),
    ("Controls that prevent", 24, lambda row: _controls(row, "prevent")),
    ("Controls that tolerate", 24, lambda row: _controls(row, "tolerate")),
    ("Controls that recover", 24, lambda row: _controls(row, "recover")),
    ("Detections", 28, lambda row: _lines(each.id for each in row.detections)),
    ("Seconds to alarm", 10, lambda row: row.ratings.seconds_to_alarm),
    ("D", 6, lambda row: row.ratings.detection),
    ("M", 6, lambda row: row.ratings.monitoring),
    ("System response", 44, lambda row: row.mode.response),
    ("Remediation", 40, lambda row: row.mode.remediation),
    ("Restoration", 40, lambda row: row.mode.restoration),
    ("Runbook", 18, lambda row: row.mode.runbook),
    ("S after", 9, lambda row: row.ratings.severity_after),
    ("O after", 9, lambda row: row.ratings.occurrence_after),
    ("AP after", 9, lambda row: row.ratings.priority_after),
    ("RPN after", 9, lambda row: row.ratings.rpn_after),
    ("Residual", 40, lambda row: row.mode.residual.text),
    ("Claims", 60, lambda row: _lines(f"{c.kind} ({c.status}): {c.text}" for c in row.claims)),
    ("Tests", 50, lambda row: _lines(row.tests)),
    ("Sufficient", 10, lambda row: "yes" if row.mode.sufficient else "no"),
    ("Argument", 50, lambda row: row.mode.argument),
    ("Minutes in the window", 10, lambda row: round(row.spending.minutes, 3)),
    ("Common causes", 18, lambda row: _lines(row.mode.common_causes)),
    ("Actions", 12, lambda row: _lines(row.mode.actions)),
    ("Facts", 22, lambda row: ", ".join(row.mode.facts)),
)


def _controls(row: Row, kind: str) -> str:
    return _lines(each.id for each in row.controls if each.kind == kind)


COMPONENTS = (
    ("Component", 20), ("Name", 24), ("Post", 8), ("Group", 10), ("Type", 14), ("Kind", 16),
    ("Owner", 12), ("Description", 50), ("Expected", 10), ("Kind of number", 12), ("Source", 40),
    ("Left out at", 14), ("Reason", 16), ("Because", 50), ("Reopened", 50), ("Added", 40),
    ("Code", 40),
)  # fmt: skip
LINKS = (
    ("Link", 8), ("From", 20), ("To", 20), ("Kind", 12), ("Sync", 10), ("Drawn", 8),
    ("Carries", 50), ("Fault model", 14), ("Left out at", 14), ("Reason", 16), ("Because", 50),
)  # fmt: skip
ACTIONS = (
    ("Action", 10), ("What", 60), ("Owner", 20), ("Due", 20), ("Status", 10), ("Outcome", 40),
    ("Modes", 30),
)  # fmt: skip


def sheets(view: View) -> dict[str, tuple[list[tuple[str, int]], list[list[Value]]]]:
    """Each sheet's name, its headings with their widths, and its rows."""
    analysis = view.analysis
    return {
        "Worksheet": (
            [(heading, width) for heading, width, _ in WORKSHEET],
            [[_or_none(value(row)) for _, _, value in WORKSHEET] for row in view.rows],
        ),
        "Components": (list(COMPONENTS), [_component(each) for each in analysis.components]),
        "Links": (list(LINKS), [_link(each) for each in analysis.links]),
        "Actions": (
            list(ACTIONS),
            [
                [a.id, a.what, a.owner, a.due, a.status, a.outcome, _lines(modes)]
                for a, modes in view.actions
            ],
        ),
    }


def _or_none(value: Value) -> Value:
    """An empty text is an empty cell; a zero is a number."""
    return None if value == "" else value


def as_csv(view: View) -> str:
    """The worksheet as comma-separated values."""
    headings, rows = sheets(view)["Worksheet"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(heading for heading, _ in headings)
    writer.writerows(rows)
    return text.getvalue()


def _component(component: Component) -> list[Value]:
    sle, out = component.sle, component.excluded
    return [
        component.id,
        component.name,
        component.post,
        component.group,
        component.type,
        component.kind,
        component.owner,
        component.description,
        sle.value if sle else None,
        sle.kind if sle else None,
        sle.source if sle else None,
        out.stage if out else None,
        out.reason if out else None,
        out.because if out else None,
        component.reopened,
        component.added,
        _lines(component.code) or None,
    ]


def _link(link: Link) -> list[Value]:
    out = link.excluded
    return [
        link.id,
        link.source,
        link.target,
        link.kind,
        link.sync,
        "yes" if link.drawn else "no",
        link.carries,
        link.fault_model,
        out.stage if out else None,
        out.reason if out else None,
        out.because if out else None,
    ]
