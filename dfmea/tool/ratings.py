"""The ratings of a failure mode: judged ones as written, all others computed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dfmea.tool.evidence import Evidence, Status
from dfmea.tool.model.controls import Detection, Tier
from dfmea.tool.model.failures import FailureMode
from dfmea.tool.model.scope import EvidenceLevel, Priorities, Scope

SHOWN_BY = ("effect", "mitigation", "detection", "restoration")
"""The kinds of claims, in the order in which people read them."""


@dataclass(frozen=True)
class Ratings:
    """One mode's ratings. "Before": no control works. "After": what is proved counts."""

    severity_before: int
    occurrence_before: int
    severity_after: int
    occurrence_after: int
    detection: int
    """How early a test would find it: from the strongest test that passed."""
    monitoring: int
    """How soon somebody would know in service: from the fastest alarm."""
    priority_before: str
    priority_after: str
    seconds_to_alarm: int | None

    @property
    def rpn_before(self) -> int:
        """The product that this analysis does not use; shown to see how it misleads."""
        return self.severity_before * self.occurrence_before * 10

    @property
    def rpn_after(self) -> int:
        """As `rpn_before`, with the ratings that are proved."""
        return self.severity_after * self.occurrence_after * self.detection


def claims_of(mode: FailureMode) -> dict[str, str]:
    """The mode's claims: id -> sentence."""
    sentences = {kind: getattr(mode.claims, kind) for kind in SHOWN_BY}
    return {f"{mode.id}:{kind}": text for kind, text in sentences.items() if text}


def rate(
    mode: FailureMode,
    scope: Scope,
    evidence: Evidence,
    detections: Mapping[str, Detection],
    seconds: Mapping[str, int | None],
) -> Ratings:
    """The mode's ratings; `seconds` has each alarm's simulated time to fire, None if it never does.

    What the controls are said to leave (`residual`) counts only once the mitigation is proved.
    """
    severity = max(effect.severity for effect in mode.effects.end)
    occurrence = max(cause.occurrence for cause in mode.causes)
    mitigated = evidence.status(f"{mode.id}:mitigation") is Status.PROVED
    severity_after = mode.residual.severity if mitigated else severity
    occurrence_after = mode.residual.occurrence if mitigated else occurrence
    found = detection_rating(mode, scope, evidence)
    return Ratings(
        severity_before=severity,
        occurrence_before=occurrence,
        severity_after=severity_after,
        occurrence_after=occurrence_after,
        detection=found,
        monitoring=monitoring_rating(mode, scope, evidence, detections, seconds),
        priority_before=priority(scope.priorities, severity, occurrence, 10),
        priority_after=priority(scope.priorities, severity_after, occurrence_after, found),
        seconds_to_alarm=fastest(mode, seconds),
    )


def detection_rating(mode: FailureMode, scope: Scope, evidence: Evidence) -> int:
    """What the strongest passing test of any of the mode's claims earns."""
    tests = [test for claim in claims_of(mode) for test in evidence.passed(claim)]
    earned = [level.detection for test in tests if (level := _level(scope.evidence_levels, test))]
    return min(earned, default=scope.unproved)


def monitoring_rating(
    mode: FailureMode,
    scope: Scope,
    evidence: Evidence,
    detections: Mapping[str, Detection],
    seconds: Mapping[str, int | None],
) -> int:
    """The best that the mode's detections earn."""
    rule = scope.monitoring
    helps_itself = mode.runbook is None and all(
        evidence.status(f"{mode.id}:{kind}") is Status.PROVED
        for kind in ("mitigation", "detection")
    )
    if helps_itself:
        return rule.healed
    known = [detections[name] for name in mode.detections if name in detections]
    earned = [_earned(scope, detection, seconds.get(detection.id)) for detection in known]
    return min(earned, default=rule.none)


def priority(table: Priorities, severity: int, occurrence: int, detection: int) -> str:
    """H, M or L. Raises KeyError if the table has no such row."""
    row = f"{_band(table.severity_bands, severity)} / {_band(table.occurrence_bands, occurrence)}"
    bands = [low <= detection <= high for low, high in table.detection_bands]
    return table.rows[row].split()[bands.index(True)]


def fastest(mode: FailureMode, seconds: Mapping[str, int | None]) -> int | None:
    """How soon the first of the mode's alarms fires, if any does."""
    fired = [s for name in mode.detections if (s := seconds.get(name)) is not None]
    return min(fired, default=None)


def _earned(scope: Scope, detection: Detection, seconds: int | None) -> int:
    rule = scope.monitoring
    if detection.type != "alarm":
        return rule.searched
    if seconds is None:
        return rule.none
    for level in rule.levels:
        if seconds <= level.within_seconds:
            return level.page if detection.tier is Tier.PAGE else level.ticket
    return rule.later


def _level(levels: Iterable[EvidenceLevel], test: str) -> EvidenceLevel | None:
    fitting = [level for level in levels if test.startswith(f"{level.folder}/")]
    return max(fitting, key=lambda level: len(level.folder), default=None)


def _band(bands: Iterable[tuple[int, int]], rating: int) -> str:
    low, high = next((low, high) for low, high in bands if low <= rating <= high)
    return f"{low}-{high}"
