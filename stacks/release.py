"""The release: the version in pyproject.toml, and the commit that is deployed."""

import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]
UNKNOWN = "unknown"
"""The revision where there is no git, such as in a downloaded archive."""
CHANGED = "-dirty"
"""Follows the commit when files differ from it."""
GIT_SECONDS = 10


def version(root: Path = ROOT) -> str:
    """The version in pyproject.toml."""
    project: dict[str, str] = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return project["version"]


def revision(root: Path = ROOT) -> str:
    """The shortened commit, and whether files differ from it; never raises."""
    try:
        commit = _git(root, "rev-parse", "--short=10", "HEAD")
        changes = _git(root, "status", "--porcelain")
    except (OSError, subprocess.SubprocessError):
        return UNKNOWN
    return f"{commit}{CHANGED}" if changes else commit


def _git(root: Path, *arguments: str) -> str:
    """The output of git for this folder's repository, not for one around it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        ["git", "--no-optional-locks", *arguments],
        cwd=root,
        env={**inherited, "GIT_CEILING_DIRECTORIES": str(root.resolve().parent)},
        check=True,
        capture_output=True,
        text=True,
        timeout=GIT_SECONDS,
    )
    return done.stdout.strip()
