"""The functions' Python version, and checks of its byte code."""

import _imp
from pathlib import Path

PYTHON = "3.13"
"""The functions' version: Lambda's runtime, wheels and byte code follow it."""
MAGIC = (3571).to_bytes(2, "little") + b"\r\n"
"""The first bytes of this version's byte code. Change both constants together."""
TASK = "/var/task"
"""The folder in which Lambda unpacks a function; tracebacks name files below it."""

_UNCHECKED = (1).to_bytes(4, "little")
"""The flags of byte code that Python uses without checking its source (PEP 552)."""
_CACHE = "__pycache__"
_TAG = f"cpython-{PYTHON.replace('.', '')}"


def byte_code_of(source: Path) -> Path:
    """The path at which the functions' Python looks for a source's byte code."""
    return source.parent / _CACHE / f"{source.stem}.{_TAG}.pyc"


def header_of(source: bytes) -> bytes:
    """The 16 bytes before the code: the Python's number, the flags, the source's hash."""
    return MAGIC + _UNCHECKED + _imp.source_hash(int.from_bytes(MAGIC, "little"), source)


def faults_of(package: Path) -> list[str]:
    """Why the functions' Python would not use the byte code, for each such module."""
    return [
        f"{source.relative_to(package)} {fault}"
        for source in sorted(package.rglob("*.py"))
        if (fault := _fault_of(source))
    ]


def _fault_of(source: Path) -> str:
    try:
        with byte_code_of(source).open("rb") as file:
            header = file.read(16)
    except FileNotFoundError:
        return f"has no byte code of Python {PYTHON}"
    expected = header_of(source.read_bytes())
    if header[:4] != expected[:4]:
        return f"has byte code of another Python than {PYTHON}"
    return "" if header == expected else "has byte code that was not made from it as it is"
