"""Installs tools besides Python and make into `.tools/`, without root.

This package imports only the standard library, because it runs before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"


class CannotInstallError(Exception):
    """A tool is missing and cannot be installed here; the message says what to do."""
