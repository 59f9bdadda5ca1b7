"""Records of an invented system."""

from typing import Any

from dfmea.tool.model.controls import Detection
from dfmea.tool.model.structure import Component


def component(name: str, *resources: str, **other: Any) -> Component:
    """A component with these resources."""
    return Component.model_validate(
        {
            "id": name, "name": name, "group": "g", "type": "t", "description": "d",
            "kind": "function", "owner": "own", "resources": resources, **other,
        }
    )  # fmt: skip


def detection(alarm: str = "Shop/Alarm", **other: Any) -> Detection:
    """A detection by an alarm."""
    return Detection.model_validate(
        {"id": "DET-X", "type": "alarm", "text": "x", "alarm": alarm, **other}
    )
