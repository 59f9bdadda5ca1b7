"""Whoever clones this finds what they look for, and what it says is true."""

import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bundling.runtime import PYTHON
from deployment.paths import FIRST_PORT
from dfmea.tool import schemas
from dfmea.tool.__main__ import EVIDENCE
from stacks.config import VERSION
from tests.needs import GIT
from tests.unit.proxy.test_openapi import COMMITTED

ROOT = Path(__file__).parents[3]
MAKEFILE = (ROOT / "Makefile").read_text()
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml"))
FOR_PEOPLE = ("CHANGELOG", "CODE_OF_CONDUCT", "CONTRIBUTING", "README", "SECURITY")
TEXTS = [*(ROOT / f"{name}.md" for name in FOR_PEOPLE), ROOT / ".github/pull_request_template.md"]
SETTINGS = [
    *WORKFLOWS,
    *FORMS,
    ROOT / ".github/dependabot.yml",
    ROOT / ".pre-commit-config.yaml",
    ROOT / ".devcontainer/devcontainer.json",
]
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
COMMAND = re.compile(r"""\bmake((?: [A-Z_]+=(?:"[^"]*"|[^\s`]*)| [a-z][a-z-]*)+)""")
PINNED = re.compile(r"[\w.-]+/[\w.-]+@[0-9a-f]{40}")
NOT_LOCKED = {"runtime-common"}
"""It is part of others."""


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def read(path: Path) -> Any:
    """The settings in a file; a comment in JSON is a line of its own."""
    text = path.read_text()
    if path.suffix == ".json":
        return json.loads(re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE))
    return yaml.safe_load(text)


def strings(within: Any) -> Iterator[str]:
    if isinstance(within, str):
        yield within
    elif isinstance(within, dict | list):
        for each in within.values() if isinstance(within, dict) else within:
            yield from strings(each)


def commands(path: Path) -> list[str]:
    """What comes after `make`, wherever the file shows or runs a command."""
    texts = CODE.findall(path.read_text()) if path in TEXTS else list(strings(read(path)))
    return [words for text in texts for words in COMMAND.findall(text)]


def prerequisites(target: str) -> list[str]:
    found = re.search(rf"^{target}:([^#\n]*)", MAKEFILE, re.MULTILINE)
    assert found, f"the Makefile has no target {target}"
    return found[1].split()


@pytest.mark.parametrize("path", [*TEXTS, *SETTINGS], ids=relative)
def test_every_command_that_is_named_exists(path: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", MAKEFILE, re.MULTILINE))
    variables = set(re.findall(r"\$\(([A-Z_]+)\)", MAKEFILE))
    for words in commands(path):
        named = set(re.findall(r" ([A-Z_]+)=", words)) - variables
        named |= set(re.findall(r"(?<= )[a-z][a-z-]*", re.sub(r'"[^"]*"', "", words))) - targets
        assert named == set(), f"{relative(path)}: the Makefile has no such thing: make{words}"


def test_commands_are_looked_for_where_they_stand() -> None:
    assert " setup" in commands(ROOT / ".devcontainer/devcontainer.json")
    assert " lock UPGRADE=yes" in commands(ROOT / ".github/workflows/locks.yml")
    assert {" run", " test", " check"} <= set(commands(ROOT / "CONTRIBUTING.md"))


def test_the_newest_change_is_the_version_and_there_is_no_other() -> None:
    headings = re.findall(r"^## (\d\S*)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == PROJECT["version"] == VERSION
    assert json.loads(COMMITTED.read_text())["info"]["version"] == VERSION
    for package in ("frontend", "requirements/node"):
        assert "version" not in read(ROOT / package / "package.json")


def test_all_of_it_is_under_one_licence() -> None:
    assert PROJECT["license-files"] == ["LICENSE"]
    licence = (ROOT / "LICENSE").read_text()
    assert licence.startswith(f"{PROJECT['license']} License\n\nCopyright (c) 2026 The Crassula")
    for package in ("frontend", "requirements/node"):
        assert read(ROOT / package / "package.json")["license"] == PROJECT["license"]
        locked = read(ROOT / package / "package-lock.json")
        assert locked["packages"][""]["license"] == PROJECT["license"]


def generated() -> list[Path]:
    """What commands write, from where they write it."""
    folders = (schemas.FOLDER, ROOT / re.findall(r"^REPORT := (\S+)", MAKEFILE, re.MULTILINE)[0])
    golden = ROOT / "tests" / "dfmea" / "golden"
    return [
        COMMITTED,
        ROOT / "dfmea" / EVIDENCE,
        *(file for folder in folders for file in folder.rglob("*") if file.is_file()),
        *(source.with_suffix(".txt") for source in locked_sources()),
        *(ROOT / package / "package-lock.json" for package in ("frontend", "requirements/node")),
        *(file for file in golden.iterdir() if file.suffix in {".json", ".xml"}),
    ]


def locked_sources() -> list[Path]:
    sources = sorted((ROOT / "requirements").glob("*.in"))
    return [source for source in sources if source.stem not in NOT_LOCKED]


@pytest.mark.skipif(not shutil.which("git"), reason=GIT.reason)
def test_reviewers_see_what_is_generated_and_what_is_not(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    shutil.copy(ROOT / ".gitattributes", tmp_path)
    by_hand = [Path(__file__), ROOT / "README.md", ROOT / "requirements" / "tests.in"]
    paths = [relative(path) for path in (*generated(), *by_hand)]
    told = subprocess.run(
        ["git", "check-attr", "-z", "linguist-generated", "--", *paths],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    marked = {path for path, value in zip(told[::3], told[2::3], strict=False) if value == "set"}
    assert marked == {relative(path) for path in generated()}


def test_the_hooks_do_what_make_check_does() -> None:
    settings = read(ROOT / ".pre-commit-config.yaml")
    hooks = [hook for repository in settings["repos"] for hook in repository["hooks"]]
    assert {repository["repo"] for repository in settings["repos"]} == {"local"}
    assert sorted(hook["entry"] for hook in hooks) == [
        f"make {part}" for part in sorted(prerequisites("check"))
    ]
    when = {stage for hook in hooks for stage in hook["stages"]}
    assert when == set(settings["default_install_hook_types"])
    assert all(hook["language"] == "system" for hook in hooks)


@pytest.mark.parametrize("path", WORKFLOWS, ids=relative)
def test_a_workflow_may_read_ends_and_runs_only_code_that_cannot_be_exchanged(path: Path) -> None:
    workflow = read(path)
    assert workflow["permissions"] == {"contents": "read"}
    for name, job in workflow["jobs"].items():
        assert job["timeout-minutes"] <= 60, name
        for step in job["steps"]:
            if "uses" in step:
                assert PINNED.fullmatch(step["uses"]), step["uses"]
            if "checkout" in step.get("uses", "") and "permissions" not in job:
                assert step["with"]["persist-credentials"] is False, name


def test_github_runs_what_ci_runs_here() -> None:
    workflow = read(ROOT / ".github/workflows/ci.yml")
    when = workflow[True]  # YAML 1.1 reads `on` as a truth
    assert when["push"] == {"branches": ["main"]}
    assert "pull_request" in when
    runs = [
        step["run"] for job in workflow["jobs"].values() for step in job["steps"] if "run" in step
    ]
    assert runs == ["bash .ci/run"]


def test_all_that_is_locked_is_kept_new_and_names_no_registry() -> None:
    updates = read(ROOT / ".github/dependabot.yml")["updates"]
    folders = {u["package-ecosystem"]: u.get("directories", u.get("directory")) for u in updates}
    assert folders == {"github-actions": "/", "npm": ["/frontend", "/requirements/node"]}
    assert {update["schedule"]["interval"] for update in updates} == {"weekly"}
    for folder in folders["npm"]:
        assert "resolved" not in (ROOT / folder[1:] / "package-lock.json").read_text()
        assert "omit-lockfile-registry-resolved=true" in (ROOT / folder[1:] / ".npmrc").read_text()
    loop = re.search(r"^lock:.*\n\t@for p in ([^;]+);", MAKEFILE, re.MULTILINE)
    assert loop
    services = " ".join(handler.parent.name for handler in ROOT.glob("services/*/handler.py"))
    listed = loop[1].replace("$(SERVICES)", services)
    assert sorted(listed.split()) == [source.stem for source in locked_sources()]
    for source in locked_sources():
        assert "://" not in source.with_suffix(".txt").read_text()


def test_the_dev_container_has_the_functions_python_and_the_stores_ports() -> None:
    settings = read(ROOT / ".devcontainer/devcontainer.json")
    assert f"python:{PYTHON}-" in settings["image"]
    assert settings["forwardPorts"] == [FIRST_PORT, FIRST_PORT + 1, FIRST_PORT + 2]
    assert settings["remoteUser"] != "root"


@pytest.mark.parametrize("path", FORMS, ids=relative)
def test_a_form_asks_each_thing_once(path: Path) -> None:
    form = read(path)
    if path.name != "config.yml":
        assert {"name", "description", "body"} <= set(form)
        asked = [each for each in form["body"] if each["type"] != "markdown"]
        assert len({each["id"] for each in asked}) == len(asked) > 0
        assert all(each["attributes"]["label"] for each in asked)
        assert any(each.get("validations", {}).get("required") for each in asked)
