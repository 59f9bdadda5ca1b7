"""Errors that are printed without a traceback."""


class ProblemError(Exception):
    """A problem that the user can solve; the message says how, or has the tool's output."""
