"""What a person is told as it is, without a traceback."""


class ProblemError(Exception):
    """Something that its reader can mend; the message says how, or what was said about it."""
