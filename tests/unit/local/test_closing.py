"""A signal is heard, whenever and as often as it comes, and no handler does anything about it."""

import ast
import os
import signal
import subprocess
import sys
import time

from deployment.paths import ROOT

WAITING = """
from local.closing import Closing
closing = Closing()
print("here", flush=True)
while not closing.is_asked(1):
    pass
print("closing", flush=True)
assert closing.is_asked()
while closing.is_asked() and input() != "enough":
    pass
closing.finish()
print("done", flush=True)
input()
"""
SETS_HANDLERS = {"signal", "set_wakeup_fd", "add_signal_handler", "siginterrupt", "register"}


def test_a_thousand_signals_end_a_process_once_and_well() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as waiting:
        assert waiting.stdin
        assert waiting.stdout
        assert waiting.stdout.readline() == "here\n"
        for at in range(1000):
            os.kill(waiting.pid, (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)[at % 3])
        assert waiting.stdout.readline() == "closing\n"
        os.kill(waiting.pid, signal.SIGINT)
        waiting.stdin.write("enough\n")
        waiting.stdin.flush()
        assert waiting.stdout.readline() == "done\n"
        os.kill(waiting.pid, signal.SIGINT)
        waiting.stdin.write("and end\n")
        waiting.stdin.flush()
        assert waiting.wait(10) == 0


def test_who_waits_hears_a_signal_at_once() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as waiting:
        assert waiting.stdout
        waiting.stdout.readline()
        began = time.monotonic()
        os.kill(waiting.pid, signal.SIGTERM)
        assert waiting.stdout.readline() == "closing\n"
        assert time.monotonic() - began < 0.9
        waiting.kill()


def test_nothing_else_handles_signals_or_the_end_of_the_process() -> None:
    handling = {
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "local").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text()))
        if isinstance(call, ast.Call) and _sets_a_handler(call.func)
    }
    assert handling == {"local/closing.py"}


def _sets_a_handler(function: ast.expr) -> bool:
    match function:
        case ast.Attribute(ast.Name("signal" | "atexit"), name) if name in SETS_HANDLERS:
            return True
        case ast.Attribute(_, "add_signal_handler"):
            return True
    return False


def test_the_handler_itself_is_empty() -> None:
    tree = ast.parse((ROOT / "local/closing.py").read_text())
    calls = [each for each in ast.walk(tree) if isinstance(each, ast.Call)]
    handlers = {
        ast.unparse(call.args[1]) for call in calls if ast.unparse(call.func) == "signal.signal"
    }
    assert handlers == {"_do_nothing", "signal.SIG_IGN"}
    (handler,) = [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.name == "_do_nothing"
    ]
    (words,) = handler.body
    assert isinstance(words, ast.Expr)
    assert isinstance(words.value, ast.Constant)
