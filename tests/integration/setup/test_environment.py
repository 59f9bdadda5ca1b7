"""A virtual environment has pip in it, also where Debian has split Python."""

import ensurepip
import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from setup import CannotInstallError, debian, environment


def test_the_command_makes_an_environment_with_pip(tmp_path: Path) -> None:
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "setup.environment", folder], check=True, timeout=120)
    pip = subprocess.run(
        [folder / "bin" / "python", "-m", "pip", "--version"], check=True, capture_output=True
    )
    assert str(folder).encode() in pip.stdout


def test_a_python_without_ensurepip_and_no_apt_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(debian, "is_available", lambda: False)
    with pytest.raises(CannotInstallError, match="apt-get install python3-venv"):
        environment.make(tmp_path / "venv")


def test_where_debian_has_pip_as_a_package_it_is_taken_from_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unpack(target: Path, *packages: str) -> None:
        """Debian's package has the wheel that this Python brings too."""
        assert packages == ("python3-pip-whl",)
        bundled = Path(ensurepip.__file__).parent / "_bundled"
        of_debian = Path("/usr/share/python-wheels")
        wheel = next(w for f in (bundled, of_debian) for w in f.glob("pip-*.whl"))
        there = target / "usr" / "share" / "python-wheels"
        there.mkdir(parents=True)
        (there / wheel.name).write_bytes(wheel.read_bytes())

    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    monkeypatch.setattr(debian, "is_available", lambda: True)
    monkeypatch.setattr(debian, "unpack", unpack)
    monkeypatch.setattr(environment, "TOOLS", tmp_path / ".tools")
    environment.make(tmp_path / "venv")
    python = tmp_path / "venv" / "bin" / "python"
    subprocess.run([python, "-m", "pip", "--version"], check=True, capture_output=True)
