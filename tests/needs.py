"""What some tests need that a machine may lack; nothing else may let a test be skipped.

python -m tests.needs build/junit.xml: say in one line for each need how many tests were skipped for
it, and fail when one was skipped for another reason.
"""

import shutil
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from xml.etree.ElementTree import Element

import pytest
from defusedxml import ElementTree


@dataclass(frozen=True)
class Need:
    """A program, or a place, without which a test proves nothing."""

    what: str
    remedy: str

    @property
    def reason(self) -> str:
        """Why a test is skipped, as its record has it."""
        return f"needs {self.what}: {self.remedy}"

    def skip(self) -> NoReturn:
        """Skip the test that is running."""
        pytest.skip(self.reason)

    def mark(self) -> pytest.MarkDecorator:
        """The mark that skips a test."""
        return pytest.mark.skip(reason=self.reason)


CHROMIUM = Need("Chromium", "apt-get install chromium, then make test-browser")
WHOLE_MACHINE = Need("Chromium and the whole machine", "make test-browser")
POPPLER = Need("a second PDF reader", "apt-get install poppler-utils")
EMBEDDED_DATABASE = Need("the embedded database", "unset MONGODB_URI")
TERMINAL = Need("a terminal", "mount /dev/pts")
GIT = Need("git", "apt-get install git")
PROCESS = Need("a process that lasts", "it was lost, and the test ran once more (tests/lost.py)")
ALL = (CHROMIUM, WHOLE_MACHINE, POPPLER, EMBEDDED_DATABASE, TERMINAL, GIT, PROCESS)
NEEDS = {need.reason: need for need in ALL}


def chromium() -> str | None:
    """The machine's own Chromium, if there is one."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def told(reasons: Counter[str]) -> list[str]:
    """A sentence for each reason, and how many tests it skipped."""
    return [_sentence(count, reason) for reason, count in sorted(reasons.items())]


def _sentence(count: int, reason: str) -> str:
    if reason not in NEEDS:
        return f"{count} skipped, which must not be: {reason}"
    return (
        f"1 test {reason}." if count == 1 else f"{count} tests {reason.replace('needs', 'need')}."
    )


def skipped(junit: Path) -> Counter[str]:
    """How many tests were skipped for which reason."""
    root: Element = ElementTree.parse(junit).getroot()
    return Counter(each.get("message", "") for each in root.iter("skipped"))


def main() -> int:
    """The exit code is 1 when a test was skipped that could have run."""
    reasons = skipped(Path(sys.argv[1]))
    print("\n".join(told(reasons) or ["Every test ran."]))
    return 0 if reasons.keys() <= NEEDS.keys() else 1


if __name__ == "__main__":
    sys.exit(main())
