"""The wish that this process ends: by Ctrl-C, `make stop`, make itself or a closed terminal."""

import os
import select
import signal

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
TERMINAL = 0
"""The standard input, if it is one."""


class ClosingError(Exception):
    """The process was asked to end: it begins nothing more."""


class Closing:
    """Hears the signals from now on, at any moment and as often as they come.

    A terminal that is closed need not send one: make may take it and wait. So it is looked at too.

    A signal puts a byte into a pipe, by Python's own hand, and who wants to know looks whether the
    pipe has one. No handler does anything: one that takes a lock, as `Event.set` does, waits for
    ever when the code that it interrupts holds that lock.
    """

    def __init__(self) -> None:
        self._is_at_terminal = os.isatty(TERMINAL)
        self._heard, told = os.pipe()
        os.set_blocking(told, False)
        signal.set_wakeup_fd(told, warn_on_full_buffer=False)
        for each in SIGNALS:
            # Whoever runs this with nohup wants it to outlive the terminal.
            if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN:
                signal.signal(each, _do_nothing)

    def is_asked(self, within: float | None = 0) -> bool:
        """Whether a signal has come, or comes within so many seconds; None waits for one."""
        if select.select([self._heard], [], [], within)[0]:
            return True
        return self._is_at_terminal and not os.isatty(TERMINAL)

    def check(self) -> None:
        """Raise ClosingError when a signal has come."""
        if self.is_asked():
            raise ClosingError

    def finish(self) -> None:
        """Be deaf from now on: all is closed, and a late signal shall not spoil the exit code."""
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)


def _do_nothing(*_: object) -> None:
    """A signal without a handler would end the process."""
