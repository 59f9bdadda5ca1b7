"""Checks that alarms have runbooks, and that their commands exist."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

from dfmea.tool.checks.records import place_of
from dfmea.tool.checks.subject import Subject
from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.model.controls import Tier

SECTIONS = ("Trigger", "First action", "Verify", "Roll back")
FENCE = re.compile(r"^\s*```(\w*)")
SHELLS = ("", "sh", "bash", "shell", "console")
ASSIGNMENT = re.compile(r"^\w+=")


def alarms_lead_to_runbooks(subject: Subject) -> Findings:
    """Each alarm that calls somebody has a runbook."""
    analysis = subject.analysis
    listed = {name for runbook in analysis.runbooks for name in runbook.detections}
    for each in analysis.detections:
        if each.tier is Tier.PAGE and each.id not in listed:
            yield Finding(
                place_of(analysis, each.id),
                each.id,
                "calls somebody, and no runbook says what to do then",
                "List it under `detections` of a runbook, or make it a ticket.",
            )


def runbooks_are_needed(subject: Subject) -> Findings:
    """Every runbook is reached from a mode or from an alarm that calls somebody."""
    analysis = subject.analysis
    named = {mode.runbook for mode in analysis.modes()}
    pages = {each.id for each in analysis.detections if each.tier is Tier.PAGE}
    for runbook in analysis.runbooks:
        if runbook.id not in named and not pages.intersection(runbook.detections):
            yield Finding(
                place_of(analysis, runbook.id),
                runbook.id,
                "is a runbook that no failure mode and no page names",
                "Name it in the mode whose `restoration` it describes, or remove it.",
            )


def runbooks_are_complete(subject: Subject) -> Findings:
    """Each runbook has its trigger, first action, verification and rollback."""
    for file, name in _files(subject):
        headings = {
            line.lstrip("# ").strip().lower()
            for line in file.read_text().splitlines()
            if line.startswith("#")
        }
        for section in SECTIONS:
            if not any(heading.startswith(section.lower()) for heading in headings):
                yield Finding(
                    Place(name, 1),
                    file.name,
                    f"has no section '{section}'",
                    f"Add '## {section}'; the sections are {', '.join(SECTIONS)}.",
                )


def commands_exist(subject: Subject) -> Findings:
    """The commands in runbooks exist."""
    for file, name in _files(subject):
        for number, command in commands(file.read_text()):
            wrong = _wrong(subject, command)
            if wrong:
                yield Finding(
                    Place(name, number),
                    file.name,
                    f"tells people to type '{command}', but {wrong}",
                    "Write a command that exists; it will be typed in a hurry.",
                )


def commands(text: str) -> Iterator[tuple[int, str]]:
    """The commands in the fenced blocks of a Markdown text, with their lines."""
    language: str | None = None
    for number, line in enumerate(text.splitlines(), start=1):
        fence = FENCE.match(line)
        if fence:
            language = fence[1] if language is None else None
        elif language in SHELLS and line.strip() and not line.strip().startswith("#"):
            yield number, line.strip().removeprefix("$ ")


def _files(subject: Subject) -> Iterator[tuple[Path, str]]:
    folder = subject.analysis.folder
    for file in sorted((folder / "runbooks").glob("*.md")):
        yield file, str(file.relative_to(folder.parent))


def _wrong(subject: Subject, command: str) -> str | None:
    try:
        words = shlex.split(command, comments=True)
    except ValueError as error:
        return f"no shell reads that ({error})"
    while words and ASSIGNMENT.match(words[0]):
        words.pop(0)
    if not words:
        return None
    program = Path(words[0]).name
    if program == "make":
        return _wrong_targets(subject.root, words[1:])
    if program.startswith("python") and words[1:2] == ["-m"]:
        return _wrong_module(subject.root, words[2])
    if program in subject.analysis.scope.runbook_programs:
        return None
    return f"'{program}' is neither make, nor python -m, nor one of the scope's runbook_programs"


def _wrong_targets(root: Path, words: list[str]) -> str | None:
    targets = [word for word in words if not ASSIGNMENT.match(word) and not word.startswith("-")]
    known = _targets(root / "Makefile")
    unknown = [target for target in targets if target not in known]
    return f"the Makefile has no target '{unknown[0]}'" if unknown else None


def _wrong_module(root: Path, module: str) -> str | None:
    path = root / module.replace(".", "/")
    exists = path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
    return None if exists else f"there is no module '{module}'"


def _targets(makefile: Path) -> frozenset[str]:
    text = makefile.read_text() if makefile.exists() else ""
    rules = re.findall(r"^([\w./ -]+):(?!=)", text, flags=re.MULTILINE)
    return frozenset(target for rule in rules for target in rule.split())
