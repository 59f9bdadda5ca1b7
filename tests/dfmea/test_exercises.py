"""The exercises of `dfmea/README.md`: break one thing, and read exactly what stands there."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.infrastructure.conftest import once

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "dfmea" / "README.md"
COPIED = (
    "services",
    "stacks",
    "bundling",
    "setup",
    "deployment",
    "local",
    "operations",
    "tests",
    "dfmea",
    "docs",
)
FILES = ("app.py", "cdk.json", "pyproject.toml", "README.md", "Makefile")
LINKED = ("frontend", "requirements")
LINES = re.compile(r"(?<=\.yaml):\d+|(?<=\.md):\d+")
"""Line numbers move when something is written above; all other words must be the same."""


@dataclass(frozen=True)
class Exercise:
    """What is changed, and what is run before the tool looks."""

    file: str
    old: str
    new: str
    tests: tuple[str, ...] = ()
    changes_stacks: bool = False
    looks_at_stacks: bool = False


WRITE_REFUSED = "tests/integration/order/test_write_refused.py"
TICKS = "            self._add_schedule(message, schedule)\n"
OLDEST = "        oldest = inbox.queue.metric_approximate_age_of_oldest_message(\n"
EXERCISES = {
    "unlisted-queue": Exercise(
        "stacks/bus.py",
        TICKS,
        f'{TICKS}        sqs.Queue(self, "Spare", enforce_ssl=True)\n',
        changes_stacks=True,
    ),
    "deleted-alarm": Exercise(
        "stacks/observability.py", OLDEST, f"        return\n{OLDEST}", changes_stacks=True
    ),
    "consumed": Exercise(
        "services/runtime/inbox.py",
        'return {"batchItemFailures": failed}',
        'return {"batchItemFailures": []}',
        tests=(WRITE_REFUSED,),
    ),
    "three-nines": Exercise(
        "dfmea/analysis/scope.yaml",
        "availability: 0.995",
        "availability: 0.999",
        looks_at_stacks=True,
    ),
}


@dataclass
class Copy:
    """The repository, to be broken."""

    folder: Path
    options: list[str] = field(default_factory=list)

    def change(self, exercise: Exercise) -> None:
        file = self.folder / exercise.file
        text = file.read_text()
        assert text.count(exercise.old) == 1, "the exercise no longer fits the code"
        file.write_text(text.replace(exercise.old, exercise.new))

    def synthesise(self) -> None:
        outside = str(self.folder / "analysed")
        self.run("app.py", CDK_OUTDIR=outside, CDK_VALIDATION="false")
        self.look_at(outside)

    def look_at(self, templates: Path | str) -> None:
        self.options += ["--templates", str(templates)]

    def test(self, *files: str) -> None:
        junit = "junit.xml"
        self.run("-m", "pytest", "-q", *files, f"--junitxml={junit}", "-p", "no:cacheprovider")
        self.options += ["--junit", junit]

    def check(self) -> str:
        return self.run("-m", "dfmea.tool", "check", *self.options)

    def run(self, *arguments: str, **more: str) -> str:
        context = (self.folder / "cdk.json").read_text()
        environment = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder),
            "CDK_CONTEXT_JSON": context.partition('"context": ')[2]
            .rpartition("}")[0]
            .replace("{", '{"bundles": "source",', 1),
            **more,
        }
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=240,
            check=False,
        )
        return done.stdout + done.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[Copy]:
    for name in COPIED:
        ignored = shutil.ignore_patterns("__pycache__", ".hypothesis")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    for name in LINKED:
        (tmp_path / name).symlink_to(ROOT / name)
    yield Copy(tmp_path)
    shutil.rmtree(tmp_path)


@pytest.mark.parametrize("name", EXERCISES)
def test_who_breaks_it_reads_what_the_page_says(
    copy: Copy, name: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    exercise = EXERCISES[name]
    promised = re.search(
        rf"<!-- exercise: {name} -->\n```\n(.+?)\n```", PAGE.read_text(), re.DOTALL
    )
    assert promised, "the page does not say what one will read"
    copy.change(exercise)
    if exercise.changes_stacks:
        copy.synthesise()
    if exercise.looks_at_stacks:
        copy.look_at(once(tmp_path_factory, "prod").folder)
    if exercise.tests:
        copy.test(*exercise.tests)
    said = copy.check()
    assert LINES.sub("", promised[1]) in LINES.sub("", said), said
