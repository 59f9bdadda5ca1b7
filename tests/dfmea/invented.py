"""Records of an invented system, for tests of single rules."""

from typing import Any

from dfmea.tool.model.failures import FailureMode


def mode(**other: Any) -> FailureMode:
    """A jug that is empty: severity 6, occurrence 5, at best 3 and 2."""
    data: dict[str, Any] = {
        "id": "FM-JUG-01",
        "title": "The jug is empty",
        "words": ["missing"],
        "causes": [cause("C1", 5), cause("C2", 2)],
        "effects": {
            "local": "Nothing pours",
            "next": "The glass stays empty",
            "end": [effect("drink", 6), effect("wash", 3)],
        },
        "detections": ["DET-LEVEL"],
        "response": "A bell rings",
        "remediation": "A larger jug",
        "restoration": "Fill it",
        "claims": {"effect": "Nothing pours", "mitigation": "A second jug stands beside it"},
        "residual": {"severity": 3, "occurrence": 2, "text": "A walk"},
        "minutes": {
            "per_month": 2, "share": 0.5, "resolve_minutes": 10,
            "basis": "assumption", "source": "A guess",
        },
        "sufficient": True,
        "argument": "There are two",
        **other,
    }  # fmt: skip
    return FailureMode.model_validate(data)


def cause(name: str, occurrence: int) -> dict[str, Any]:
    return {
        "id": name, "text": "Thirst", "occurrence": occurrence,
        "basis": "judgement", "rationale": "It is hot",
    }  # fmt: skip


def effect(scenario: str, severity: int) -> dict[str, Any]:
    return {
        "scenario": scenario, "user": "Thirsty", "business": "None",
        "severity": severity, "rationale": "Nobody likes it",
    }  # fmt: skip
