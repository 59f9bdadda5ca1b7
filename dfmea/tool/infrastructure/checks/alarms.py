"""Checks that alarms exist, match the analysis and fire in time."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.alarms import ALARM, Alarm, alarm_of, rehearse, watched_by
from dfmea.tool.infrastructure.checks.places import file_of
from dfmea.tool.infrastructure.template import Resource, Template
from dfmea.tool.loader import Analysis
from dfmea.tool.model.controls import Detection


def alarms_exist(analysis: Analysis, template: Template) -> Findings:
    """Each detection's alarm exists, watches what it says, and tells whom it says (23)."""
    for detection in analysis.detections:
        for message, remedy in _wrong_with(detection, analysis, template):
            yield Finding(analysis.place(detection.id), detection.id, message, remedy)


def _wrong_with(
    detection: Detection, analysis: Analysis, template: Template
) -> Iterator[tuple[str, str]]:
    """What is wrong with a detection, and what to do."""
    if detection.type != "alarm":
        if not detection.code:
            yield "names no code that writes it", "Name in `code` where it is written."
        return
    if not (detection.alarm and detection.metric and detection.tier and detection.within_seconds):
        yield "is an alarm without alarm, metric, tier and within_seconds", "Add what is missing."
        return
    found = list(template.at(detection.alarm, ALARM))
    if not found and not detection.only_if:
        yield (
            f"has the alarm {detection.alarm}, which the template does not have",
            "Follow what was renamed, or add the alarm again: nobody is told of this any more.",
        )
    if len(found) > 1:
        paths = ", ".join(each.path for each in found)
        yield f"has the alarm {detection.alarm}, which fits {paths}", "Say which one it is."
    for alarm in found:
        yield from _wrong_metric(detection, alarm)
        yield from _wrong_resource(detection, alarm, template)
        yield from _wrong_topic(detection, alarm, analysis, template)


def _wrong_metric(detection: Detection, alarm: Resource) -> Iterator[tuple[str, str]]:
    metric = Alarm.of(alarm.properties).metric
    if metric != detection.metric:
        yield (
            f"says that {alarm.path} takes {detection.metric}, but it takes {metric}",
            "Correct the one that is wrong; another metric tells of other faults.",
        )


def _wrong_resource(
    detection: Detection, alarm: Resource, template: Template
) -> Iterator[tuple[str, str]]:
    watched = [each.path for each in watched_by(template, alarm)]
    wanted = detection.watches
    if wanted and not any(fnmatchcase(path, wanted) for path in watched):
        yield (
            f"says that {alarm.path} watches {wanted}, but it watches"
            f" {', '.join(watched) or 'nothing in the template'}",
            "Point the alarm at the resource again, or correct `watches` and the modes that rely on"
            " it.",
        )
    if not wanted and watched:
        yield (
            f"says nothing of what {alarm.path} watches: {', '.join(watched)}",
            "Write the path into `watches`.",
        )


def _wrong_topic(
    detection: Detection, alarm: Resource, analysis: Analysis, template: Template
) -> Iterator[tuple[str, str]]:
    topic = analysis.expectations.tiers.get(detection.tier) if detection.tier else None
    topics = [each.path for each in template.named_by(alarm, "AlarmActions")]
    if topic is None:
        yield (
            f"has the tier {detection.tier}, for which no topic is named",
            "Name it under `tiers` in properties.yaml.",
        )
    elif not any(fnmatchcase(path, topic) for path in topics):
        yield (
            f"is a {detection.tier}, but {alarm.path} tells {', '.join(topics) or 'nobody'}",
            f"Let the alarm's action be the topic {topic}, or change the tier.",
        )


def alarms_are_known(analysis: Analysis, template: Template) -> Findings:
    """Every alarm of the template belongs to a detection (24)."""
    globs = [each.alarm for each in analysis.detections if each.alarm]
    for alarm in template.of(ALARM):
        if not any(alarm.is_at(glob) for glob in globs):
            yield Finding(
                file_of(analysis, "detections.yaml"),
                alarm.path,
                "is an alarm that no detection has: who is told by it does not know what it means",
                "Add a detection with its text, tier and runbook, or remove the alarm.",
            )


def alarms_fire_in_time(analysis: Analysis, template: Template) -> Findings:
    """Each alarm is quiet before the fault, fires in time, and is quiet after it (25)."""
    for detection in analysis.detections:
        if alarm_of(detection, template) is not None:
            for message in _wrong_time(detection, template):
                yield Finding(
                    analysis.place(detection.id),
                    detection.id,
                    message,
                    "Change the alarm's period, threshold or missing data; or `within_seconds`, if"
                    " people may know so late.",
                )


def _wrong_time(detection: Detection, template: Template) -> Iterator[str]:
    rehearsed = rehearse(detection, template)
    if rehearsed is None:
        yield (
            "has a metric whose course nobody knows: signal_after_seconds must say when it first"
            " counts the fault"
        )
        return
    if not rehearsed.quiet_before:
        yield "is not OK while nothing is wrong"
    if rehearsed.seconds is None:
        yield "never fires, whatever happens"
    elif detection.within_seconds and rehearsed.seconds > detection.within_seconds:
        yield (
            f"fires {rehearsed.seconds} s after the fault, not within {detection.within_seconds} s"
        )
    if not rehearsed.quiet_after:
        yield "does not become OK again when the fault is over"
