"""A release knows its version and its commit, and nothing stops it when git is not there."""

import subprocess
from pathlib import Path

import pytest

from stacks import release
from stacks.release import UNKNOWN, revision, version


def git(where: Path, *arguments: str) -> str:
    """Run git in a folder, as somebody."""
    who = ["-c", "user.name=Flora", "-c", "user.email=flora@flowers.example"]
    done = subprocess.run(
        ["git", *who, *arguments], cwd=where, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture
def cloned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one commit, whatever git is told by the environment of these tests."""
    for name in ("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"):
        monkeypatch.delenv(name, raising=False)
    git(tmp_path, "init", "--quiet")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "3.2.1"\n')
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "--message", "Open the shop")
    return tmp_path


def test_the_version_is_that_of_the_project(cloned: Path) -> None:
    assert version(cloned) == "3.2.1"


def test_the_revision_is_the_commit(cloned: Path) -> None:
    assert revision(cloned) == git(cloned, "rev-parse", "HEAD")[:10]


@pytest.mark.parametrize("file", ["pyproject.toml", "not-added-yet.py"])
def test_a_file_that_differs_from_the_commit_shows(cloned: Path, file: str) -> None:
    commit = revision(cloned)
    (cloned / file).write_text("")
    assert revision(cloned) == f"{commit}-dirty"


def test_a_git_hook_does_not_lead_it_to_another_repository(
    cloned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit = revision(cloned)
    monkeypatch.setenv("GIT_DIR", str(cloned / "elsewhere"))
    assert revision(cloned) == commit


def test_an_archive_inside_of_another_repository_has_no_revision(cloned: Path) -> None:
    archive = cloned / "downloads" / "crassula"
    archive.mkdir(parents=True)
    assert revision(archive) == UNKNOWN


def test_without_git_there_is_no_revision(cloned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(cloned))
    assert revision(cloned) == UNKNOWN


def test_git_that_hangs_is_not_waited_for(cloned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = cloned / "git"
    slow.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", str(cloned))
    monkeypatch.setattr(release, "GIT_SECONDS", 0.2)
    assert revision(cloned) == UNKNOWN
