"""The real analysis, and the real infrastructure, synthesised once."""

from pathlib import Path

import pytest

from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis, load
from tests.infrastructure.conftest import ROOT, once

FOLDER = ROOT / "dfmea"


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    """As people have written it."""
    return load(FOLDER)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of production's synthesis, without a domain of its own."""
    return once(tmp_path_factory, "prod").folder


@pytest.fixture(scope="session")
def template(templates: Path) -> Template:
    """What is in that folder."""
    return Template.read(templates)
