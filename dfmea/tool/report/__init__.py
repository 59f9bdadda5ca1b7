"""The report: written from an assessment alone, so that it is the same on every machine.

`write` makes the files, `stale` says which of them are not as they would be written now.
"""

from dfmea.tool.report.files import stale, write

__all__ = ["stale", "write"]
