"""The checks that hold an analysis against the synthesised infrastructure (13-19, 21, 23-25)."""

from dfmea.tool.infrastructure.checks.registry import CHECKS

__all__ = ["CHECKS"]
