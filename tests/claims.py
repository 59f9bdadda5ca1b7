"""How a test says which fact of the post it proves."""

import pytest


def proves(*facts: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of `facts` (ids such as "T25"); they land in the JUnit report."""
    return pytest.mark.proves(*facts)
