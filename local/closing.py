"""Requests to end this process: Ctrl-C, `make stop`, a signal from make, a closed terminal."""

import os
import select
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINAL = 0
"""The standard input, if it is one."""


class ClosingError(Exception):
    """The process was asked to end, and starts nothing more."""


class Closing:
    """Receives the signals from its creation on.

    When a terminal is closed, make may take the signal and wait. So the terminal is checked too.

    Python writes a byte into a pipe for each signal, and `is_asked` checks the pipe. The handlers
    do nothing, because a handler that takes a lock, as `Event.set` does, blocks for ever when the
    interrupted code holds that lock.
    """

    def __init__(self) -> None:
        self._is_at_terminal = os.isatty(TERMINAL)
        self._reader, writer = os.pipe()
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for each in SIGNALS:
            # Under nohup the process should outlive the terminal.
            if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
                signal.signal(each, _do_nothing)

    def is_asked(self, within: float | None = 0) -> bool:
        """Whether a signal has come, or comes within so many seconds; None waits for one."""
        if select.select([self._reader], [], [], within)[0]:
            return True
        return self._is_at_terminal and not os.isatty(TERMINAL)

    def check(self) -> None:
        """Raise ClosingError when a signal has come."""
        if self.is_asked():
            raise ClosingError

    def finish(self) -> None:
        """Ignore signals from now on, so that a late one does not change the exit code."""
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)


def _do_nothing(*_: object) -> None:
    """A signal without a handler would end the process."""
