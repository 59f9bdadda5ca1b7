"""No run outlives its test, also when that fails."""

import signal
from collections.abc import Iterator

import pytest

from tests.integration.closing.runs import Run


@pytest.fixture(autouse=True)
def _no_run_is_left() -> Iterator[None]:
    yield
    while Run.all:
        run = Run.all.pop()
        if run.process.poll() is None:
            run.ctrl_c(signal.SIGKILL)
            run.process.wait()
