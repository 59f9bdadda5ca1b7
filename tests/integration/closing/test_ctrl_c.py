"""Ctrl-C, at any moment and as often as somebody presses it, closes all that was opened."""

import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from deployment.paths import Paths, Ports
from tests.database import free_port
from tests.integration.closing.light_run import OPEN
from tests.integration.closing.runs import LIGHT, Ended, Run, left_in, light, opened
from tests.needs import TERMINAL

MOMENTS = 100
OPENING = 70
"""So many of them lie within the second that opening takes, the others after it."""
GAPS = (0.0, 0.00002, 0.00005, 0.0001, 0.0002, 0.0005, 0.002, 0.02, 0.1, 0.3)
"""Seconds between the first Ctrl-C and the second: some while the first is being heard, some while
servers are being stopped."""
AT_TERMINAL = """import os, pty, signal, sys
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may have let it be ignored
sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))
"""


def pressed_twice(home: Path, moment: int) -> Ended:
    """The end of a run in which somebody presses Ctrl-C at this moment, and once more."""
    run = light(home)
    if moment >= OPENING:
        run.until(OPEN)
    time.sleep(moment % OPENING * 0.01)
    run.ctrl_c()
    again = time.perf_counter() + GAPS[moment % len(GAPS)]
    while time.perf_counter() < again:
        time.sleep(0 if again - time.perf_counter() < 0.001 else 0.001)
    run.ctrl_c(signal.SIGTERM if moment % 3 == 0 else signal.SIGINT)
    return run.end()


def test_ctrl_c_twice_in_a_hundred_moments_closes_everything_each_time(tmp_path: Path) -> None:
    def press(moment: int) -> Ended:
        return pressed_twice(tmp_path / str(moment), moment)

    with ThreadPoolExecutor(4) as people:
        ends = dict(enumerate(people.map(press, range(MOMENTS))))

    bad = {m: end for m, end in ends.items() if (end.code, end.left) != (0, ())}
    assert bad == {}
    assert [end.output for end in ends.values() if "Traceback" in end.output] == []
    assert any(OPEN not in end.output for end in ends.values()), "none lay within the opening"


def in_terminal(home: Path, makefile: Path) -> Run:
    """`make run` at a terminal, open."""
    try:
        ends = os.openpty()
    except OSError:
        TERMINAL.skip()
    for end in ends:
        os.close(end)
    makefile.write_text(f"run:\n\t@{' '.join([*LIGHT, str(home)])}\n")
    command = [sys.executable, "-c", AT_TERMINAL, "make", "-f", str(makefile), "run"]
    return Run(command, home).until(OPEN)


@pytest.mark.parametrize("keys", ["\x03", "\x03\x03", "\x03\x03\x03\x03"])
def test_ctrl_c_at_a_terminal_closes_what_make_runs_without_a_scary_word(
    tmp_path: Path, keys: str
) -> None:
    run = in_terminal(tmp_path / "home", tmp_path / "Makefile")
    for key in keys:
        run.type(key)
        time.sleep(0.02)

    end = run.end()

    assert end.left == ()
    assert "Closing the store" in end.output
    assert "Traceback" not in end.output
    assert "Error" not in end.output


def test_make_that_is_ended_ends_the_store(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(f"run:\n\t@{' '.join([*LIGHT, str(tmp_path / 'home')])}\n")
    run = Run(["make", "-f", str(makefile), "run"], tmp_path / "home").until(OPEN)

    os.kill(run.process.pid, signal.SIGTERM)
    end = run.end()

    assert end.left == ()
    assert "Closing the store" in end.output


def test_a_terminal_that_is_closed_closes_the_store(tmp_path: Path) -> None:
    run = in_terminal(tmp_path / "home", tmp_path / "Makefile")
    run.process.kill()
    run.process.wait()
    assert left_in(run.paths, patience=5) == ()


def test_a_tool_that_runs_is_ended_too(tmp_path: Path) -> None:
    run = light(tmp_path, "60").until("second")
    time.sleep(0.5)
    began = time.monotonic()
    run.ctrl_c()
    end = run.end()
    assert (end.code, end.left) == (0, ())
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("arguments", [(), ("60",)], ids=["open", "deploying"])
def test_whatever_a_killed_run_has_started_ends_in_order_and_the_next_run_opens(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    run = light(tmp_path, *(arguments or ("0.1",)), "2").until("second")
    time.sleep(0.5)
    run.process.kill()
    run.process.wait()

    again = opened(tmp_path)
    assert again.paths.pid.read_text() == str(again.process.pid)
    again.ctrl_c()
    end = again.end()

    assert (end.code, end.left) == (0, ())
    assert "Waiting for the servers of an earlier `make run`" in end.output


def test_the_real_store_closes_while_it_is_being_opened(tmp_path: Path) -> None:
    Paths(tmp_path).remember(Ports(*(free_port() for _ in range(3))))
    environment = {**os.environ, "CRASSULA_HOME": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    run = Run([sys.executable, "-m", "local.run"], tmp_path, environment)
    run.until("Synthesising the stacks", patience=90)
    time.sleep(1)
    run.ctrl_c()
    time.sleep(0.3)
    run.ctrl_c()

    end = run.end()

    assert (end.code, end.left) == (0, ())
    assert "Traceback" not in end.output
    for name in ("emulator", "payment simulator", "database"):
        assert f"Stopping the {name}" in end.output


def test_a_second_run_says_that_the_first_is_there_and_changes_nothing(tmp_path: Path) -> None:
    first = opened(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}

    second = light(tmp_path)
    code = second.process.wait(10)
    second.until(f"process {first.process.pid} has it open. `make stop` closes it")

    assert code == 1
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    first.ctrl_c()
    assert first.end().code == 0
