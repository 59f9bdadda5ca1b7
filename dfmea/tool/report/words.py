"""Formats numbers and paths for pages."""

import re
from pathlib import PurePosixPath


def slug(text: str) -> str:
    """Small letters and dashes."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def chance(value: float) -> str:
    """A small probability: as a percentage, or as none."""
    return f"{value * 100:.3f} %" if value >= 5e-6 else "practically none"


def path_of_symbol(symbol: str) -> str:
    """The file of `path/to/file.py:Class.method`."""
    return symbol.partition(":")[0]


def path_of_test(test: str) -> str:
    """The file of `tests/unit/test_x.py::test_y`."""
    return test.partition("::")[0]


def name_of_test(test: str) -> str:
    """The test's name with its file's, without the folders."""
    path, _, name = test.partition("::")
    return f"{PurePosixPath(path).name}::{name}" if name else path


def sentence(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]
