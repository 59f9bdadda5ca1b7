"""The places of findings about records that do not exist yet."""

from dfmea.tool.findings import Place
from dfmea.tool.loader import Analysis


def file_of(analysis: Analysis, name: str) -> Place:
    """A file of the analysis, as people find it from the repository's root."""
    return Place(f"{analysis.folder.name}/analysis/{name}")
