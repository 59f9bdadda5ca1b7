"""What must hold of a report that is there: its spreadsheet, its links, its pictures."""

from dfmea.tool.report.checks.links import links_resolve
from dfmea.tool.report.checks.pictures import pictures_are_readable
from dfmea.tool.report.checks.round_trip import spreadsheet_loses_nothing

__all__ = ["links_resolve", "pictures_are_readable", "spreadsheet_loses_nothing"]
