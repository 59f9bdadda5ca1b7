"""Runs in the functions' Python and compiles files below /folder (bundling/compiler.py)."""

import importlib.util
import json
import marshal
import sys
import warnings
from pathlib import Path

FOLDER = Path("/folder")
UNCHECKED = (1).to_bytes(4, "little")


def main(given: str) -> str:
    """Compile each `[source, byte code, name in tracebacks]`; return version and failures."""
    warnings.simplefilter("ignore")
    failed = [
        f"{name}: {error}" for source, target, name in json.loads(given)
        if (error := _compile(FOLDER / source, FOLDER / target, name))
    ]  # fmt: skip
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return json.dumps({"python": version, "failed": failed})


def _compile(source: Path, target: Path, name: str) -> str:
    """Write a file's byte code; return the error, or an empty text."""
    content = source.read_bytes()
    try:
        # In a variable: marshal marks what has more than one reference, as py_compile's code has.
        code = compile(content, name, "exec", dont_inherit=True, optimize=0)
    except Exception as error:  # noqa: BLE001 - whatever it is, the file is not compiled
        return f"{type(error).__name__}: {error}"
    header = importlib.util.MAGIC_NUMBER + UNCHECKED + importlib.util.source_hash(content)
    target.write_bytes(header + marshal.dumps(code))
    return ""
