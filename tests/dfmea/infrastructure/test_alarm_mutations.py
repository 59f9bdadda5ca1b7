"""A change of an alarm is reported with the detection that no longer holds."""

from dataclasses import replace
from typing import Any

import pytest

from dfmea.tool.infrastructure.checks.alarms import (
    alarms_are_known,
    alarms_exist,
    alarms_fire_in_time,
)
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis
from tests.dfmea.infrastructure.mutations import Editor, about, changed, the_only

STORE = "Crassula-prod"
ALARM = f"{STORE}-Observability/OrderDeadLetters/Resource"


def test_an_alarm_deleted(analysis: Analysis, template: Template) -> None:
    mutated = changed(template, lambda e: e.remove(ALARM))

    found = about(alarms_exist(analysis, mutated), "DET-ORDER-DLQ")

    assert "OrderDeadLetters/Resource, which the template does not have" in found.message
    assert "nobody is told of this any more" in found.remedy
    assert str(found.place).startswith("dfmea/analysis/detections.yaml:")


def test_an_alarm_pointed_at_another_queue(analysis: Analysis, template: Template) -> None:
    other = f"{STORE}-Bus/Payment/DeadLetters/Resource"

    def change(editor: Editor) -> None:
        (dimension,) = editor.properties(ALARM)["Dimensions"]
        dimension["Value"] = editor.exported(other)

    found = about(alarms_exist(analysis, changed(template, change)), "DET-ORDER-DLQ")

    assert f"watches *-Bus/Order/DeadLetters/Resource, but it watches {other}" in found.message


def test_an_alarm_that_tells_others(analysis: Analysis, template: Template) -> None:
    ticket = [{"Ref": template_id(template, f"{STORE}-Observability/Ticket/Resource")}]
    mutated = changed(template, lambda e: e.properties(ALARM).update(AlarmActions=ticket))

    found = about(alarms_exist(analysis, mutated), "DET-ORDER-DLQ")

    assert f"is a page, but {ALARM} tells {STORE}-Observability/Ticket/Resource" in found.message


def test_an_alarm_of_another_metric(analysis: Analysis, template: Template) -> None:
    hidden = "ApproximateNumberOfMessagesNotVisible"
    mutated = changed(template, lambda e: e.properties(ALARM).update(MetricName=hidden))

    found = about(alarms_exist(analysis, mutated), "DET-ORDER-DLQ")

    assert f"takes ApproximateNumberOfMessagesVisible, but it takes {hidden}" in found.message


def test_an_alarm_that_is_there_sometimes(analysis: Analysis, template: Template) -> None:
    path = f"{STORE}-Observability/MailBounces/Resource"
    properties = {
        **Editor(template).properties(ALARM),
        "MetricName": "Reputation.BounceRate",
        "Dimensions": [],
        "AlarmActions": [],
    }
    mutated = changed(template, lambda e: e.add(path, "AWS::CloudWatch::Alarm", **properties))

    found = the_only(alarms_exist(analysis, mutated))

    assert (found.id, found.message) == (
        "DET-MAIL-BOUNCES",
        f"is a ticket, but {path} tells nobody",
    )
    assert not list(alarms_are_known(analysis, mutated))


def test_an_alarm_that_nobody_explains(analysis: Analysis, template: Template) -> None:
    others = tuple(each for each in analysis.detections if each.id != "DET-ORDER-DLQ")

    found = the_only(alarms_are_known(replace(analysis, detections=others), template))

    assert found.id == ALARM


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"EvaluationPeriods": 30}, "fires 2100 s after the fault, not within 900 s"),
        ({"Threshold": 2}, "never fires, whatever happens"),
        ({"Threshold": 0}, "is not OK while nothing is wrong"),
        ({"TreatMissingData": "breaching"}, "is not OK while nothing is wrong"),
    ],
)
def test_an_alarm_set_wrongly(
    settings: dict[str, Any], message: str, analysis: Analysis, template: Template
) -> None:
    mutated = changed(template, lambda e: e.properties(ALARM).update(settings))

    found = [f.message for f in alarms_fire_in_time(analysis, mutated) if f.id == "DET-ORDER-DLQ"]

    assert found[0] == message


def template_id(template: Template, path: str) -> str:
    (resource,) = template.at(path)
    return resource.logical_id
