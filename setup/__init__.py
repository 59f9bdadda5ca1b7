"""What the commands need beyond Python and make, installed into `.tools/` for an ordinary user.

Nothing here imports anything but the standard library: it runs before anything is installed.
"""

from pathlib import Path

ROOT = Path(__file__).parents[1]
TOOLS = ROOT / ".tools"


class CannotInstallError(Exception):
    """A tool is missing and cannot be installed here; the message says what to do."""
