"""Reads from the tests' sources which facts and claims they cite.

In Python a test cites by `proves("T25", "FM-ORD-02:mitigation")`, in any other language by
"[FM-ORD-02:mitigation]" in its name.
"""

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dfmea.tool.checks.subject import Subject
from dfmea.tool.evidence import Evidence
from dfmea.tool.findings import Place

MARKER = "proves"
BRACKETS = re.compile(r"\[((?:FM-[A-Z0-9]+-\d+|[A-Z]\d)[^\[\]'\"]*)\]")
TEST_NAME = re.compile(r"\.(spec|test)\.\w+$")
NOT_OURS = {"node_modules", "dist", "__pycache__"}


@dataclass(frozen=True)
class Citation:
    """A test with the ids that it proves."""

    id: str
    place: Place
    test: str


def citations(subject: Subject) -> Iterator[Citation]:
    """All such tests, in the folders that count as evidence."""
    for level in subject.analysis.scope.evidence_levels:
        yield from _in_folder(subject.root, subject.root / level.folder)


def still_cited(root: Path, evidence: Evidence) -> dict[str, list[str]]:
    """The tests of the evidence that are still there and still cite their claim, by claim."""
    return {
        claim: [test for test in tests if _cites(root, test, claim)]
        for claim, tests in evidence.proofs.items()
    }


def _cites(root: Path, test: str, claim: str) -> bool:
    path, _, name = test.partition("::")
    file = root / path
    text = file.read_text() if file.is_file() else ""
    # Other runners put suites before a test's name, so that only the claim can be searched for.
    named = file.suffix != ".py" or re.search(rf"\b{re.escape(name)}\b", text)
    return claim in text and bool(named)


def _in_folder(root: Path, folder: Path) -> Iterator[Citation]:
    for file in _files(folder):
        yield from _in_file(str(file.relative_to(root)), file.read_text(errors="replace"))


@cache
def _in_file(name: str, text: str) -> tuple[Citation, ...]:
    if name.endswith(".py") and MARKER in text:
        return tuple(_in_python(name, ast.parse(text)))
    return tuple(_in_names(name, text)) if TEST_NAME.search(name) else ()


def _files(folder: Path) -> Iterator[Path]:
    for where, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in NOT_OURS and not f.startswith("."))
        yield from (
            Path(where) / f for f in sorted(files) if f.endswith(".py") or TEST_NAME.search(f)
        )


def _in_python(file: str, tree: ast.Module) -> Iterator[Citation]:
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(MARKER):
                for argument in node.args:
                    if isinstance(argument, ast.Constant):
                        place = Place(file, argument.lineno)
                        yield Citation(str(argument.value), place, f"{file}::{_name(statement)}")


def _name(statement: ast.stmt) -> str:
    """Of the test, or of what it is assigned to."""
    if isinstance(statement, ast.Assign):
        return ast.unparse(statement.targets[0])
    return str(getattr(statement, "name", ""))


def _in_names(file: str, text: str) -> Iterator[Citation]:
    for number, line in enumerate(text.splitlines(), start=1):
        for inside in BRACKETS.findall(line):
            for identity in re.split(r"[,\s]+", inside):
                yield Citation(identity, Place(file, number), f"{file}::{line.strip()}")
