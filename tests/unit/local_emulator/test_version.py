"""The emulator runs on the one version that its patches were written for."""

from pathlib import Path

import pytest

from local.emulator import version
from local.emulator.version import SUPPORTED, WrongVersionError, check_version

REQUIREMENTS = Path(__file__).parents[3] / "requirements" / "local.in"


def test_the_installed_version_is_the_supported_one() -> None:
    check_version()
    assert f"ministack=={SUPPORTED}" in REQUIREMENTS.read_text()


def test_another_version_is_refused_with_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(version, "SUPPORTED", "0.0.0")

    with pytest.raises(WrongVersionError, match=r"needs ministack 0\.0\.0.*make setup"):
        check_version()
