"""Compiles packages to byte code with the functions' version of Python.

Lambda cannot store byte code, because /var/task is read-only: it would compile at each cold start.
"""

import hashlib
import shutil
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bundling import interpreter
from bundling.runtime import PYTHON, TASK, byte_code_of

INSIDE = Path(__file__).parent / "inside.py"


class NotCompiledError(Exception):
    """The functions' Python is missing, or it does not compile a file of a package."""


def compile_packages(folder: Path, packages: Iterable[str]) -> None:
    """Put byte code beside every module of these packages in the folder. Raises NotCompiledError.

    Files that several packages share are compiled once. The order does not depend on the packages'
    names, because Python shares strings with what it has compiled before.
    """
    same: dict[tuple[str, bytes], list[Path]] = defaultdict(list)
    for package in packages:
        _forget(folder / package)
        for source in (folder / package).rglob("*.py"):
            name = source.relative_to(folder / package).as_posix()
            same[name, hashlib.sha256(source.read_bytes()).digest()].append(source)
    for source in (source for sources in same.values() for source in sources):
        byte_code_of(source).parent.mkdir(exist_ok=True)
    _compile(folder, [(sources[0], name) for (name, _), sources in sorted(same.items())])
    for first, *others in same.values():
        for other in others:
            shutil.copyfile(byte_code_of(first), byte_code_of(other))


def _forget(package: Path) -> None:
    """Remove byte code that came with a wheel or from an installer."""
    for cache in list(package.rglob("__pycache__")):
        shutil.rmtree(cache)


def _compile(folder: Path, sources: list[tuple[Path, str]]) -> None:
    wanted = [
        (
            source.relative_to(folder).as_posix(),
            byte_code_of(source).relative_to(folder).as_posix(),
            f"{TASK}/{name}",
        )
        for source, name in sources
    ]
    try:
        answer = interpreter.run(INSIDE, folder, wanted)
    except interpreter.NoInterpreterError as error:
        raise NotCompiledError(str(error)) from error
    if answer["python"] != PYTHON:
        raise NotCompiledError(
            f"the functions run on Python {PYTHON}, but the pyodide of requirements/node is Python"
            f" {answer['python']}: pin one of the functions' version, then run `make setup`"
        )
    if answer["failed"]:
        raise NotCompiledError(
            f"Python {PYTHON} does not compile these; mend them, or leave them out of the packages"
            " (UNUSED in bundling/packages.py):\n" + "\n".join(answer["failed"])
        )
