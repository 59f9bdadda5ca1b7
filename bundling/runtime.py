"""The functions' Python, and its byte code: where it lies, how it begins, what is wrong with it."""

import _imp
from pathlib import Path

PYTHON = "3.13"
"""What the functions run on: Lambda's runtime, their wheels and their byte code follow it."""
MAGIC = (3571).to_bytes(2, "little") + b"\r\n"
"""How the byte code of this Python begins. Another Python has another number: change both."""
TASK = "/var/task"
"""Where Lambda unpacks a function, so that tracebacks name its files as they lie there."""

_UNCHECKED = (1).to_bytes(4, "little")
"""The flags of byte code that is believed without a look at its source (PEP 552)."""
_CACHE = "__pycache__"
_TAG = f"cpython-{PYTHON.replace('.', '')}"


def byte_code_of(source: Path) -> Path:
    """Where the functions' Python looks for a source's byte code, whatever Python runs here."""
    return source.parent / _CACHE / f"{source.stem}.{_TAG}.pyc"


def header_of(source: bytes) -> bytes:
    """The 16 bytes before the code: the Python's number, the flags, the source's hash."""
    return MAGIC + _UNCHECKED + _imp.source_hash(int.from_bytes(MAGIC, "little"), source)


def faults_of(package: Path) -> list[str]:
    """What keeps the functions' Python from taking each module's byte code, file by file."""
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
