"""Python in the functions' version: pyodide, which runs in the pinned Node on every machine."""

import json
import subprocess
from pathlib import Path
from typing import Any

from bundling.runtime import PYTHON

HERE = Path(__file__).parent
PYODIDE = HERE.parent / "requirements" / "node" / "node_modules" / "pyodide"
SECONDS = 600
"""More than the slowest machine needs for all packages."""


class NoInterpreterError(Exception):
    """The interpreter of the functions' Python is missing, or it ended without an answer."""


def run(script: Path, folder: Path, given: Any) -> Any:
    """Call the script's `main` with JSON and return its JSON; it sees `folder` as /folder.

    Raises NoInterpreterError.
    """
    if not PYODIDE.is_dir():
        raise NoInterpreterError(
            f"Python {PYTHON} (the npm package pyodide) is not installed: run `make setup`"
        )
    command = ["node", str(HERE / "interpreter.mjs"), str(PYODIDE), str(script), str(folder)]
    try:
        done = subprocess.run(
            command, input=json.dumps(given), capture_output=True, encoding="utf-8", check=True,
            timeout=SECONDS,
        )  # fmt: skip
    except FileNotFoundError:
        raise NoInterpreterError(
            "Node is not on the PATH: run `make`, which puts .venv/bin there"
        ) from None
    except subprocess.CalledProcessError as error:
        raise NoInterpreterError(
            f"Python {PYTHON} in Node ended without an answer; run `make setup` if its packages"
            f" are incomplete. Its output:\n{error.stderr[-2000:]}"
        ) from error
    except subprocess.TimeoutExpired:
        raise NoInterpreterError(
            f"Python {PYTHON} in Node had no answer after {SECONDS} s"
        ) from None
    return json.loads(done.stdout)
