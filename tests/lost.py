"""What happens when one of the processes that run the tests ends in the middle of a test.

The machine may have ended it, so the test runs once more, in another process; the summary says so.
A test that ends two processes has failed.
"""

import signal
import subprocess

import pytest
from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.needs import PROCESS

SECONDS = 5
"""How long to wait for the exit code of a process whose pipe is closed."""
_lost: set[str] = set()


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: WorkerController, error: object | None) -> None:
    """Say how it ended: nothing else does after a kill -9."""
    terminal = node.config.pluginmanager.get_plugin("terminalreporter")
    if error is not None and terminal is not None:
        how = _how(node.gateway._io.popen)  # execnet has no public name for it
        terminal.write_line(f"\nThe process {node.gateway.id} of the tests ended: {how}.")


@pytest.hookimpl(optionalhook=True)
def pytest_handlecrashitem(
    crashitem: str, report: pytest.TestReport, sched: LoadScopeScheduling
) -> None:
    """Count the first time as skipped, because the scheduler gives the test out again."""
    del sched
    if crashitem not in _lost:
        _lost.add(crashitem)
        report.outcome = "skipped"
        report.longrepr = (crashitem.partition("::")[0], 0, f"Skipped: {PROCESS.reason}")


def _how(process: subprocess.Popen[bytes]) -> str:
    try:
        code = process.wait(SECONDS)
    except subprocess.TimeoutExpired:
        return "it runs, and has closed its pipe"
    return f"exit code {code}" if code >= 0 else signal.Signals(-code).name
