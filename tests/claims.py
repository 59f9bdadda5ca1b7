"""How a test says which fact of the post, or which claim of the analysis, it proves."""

import pytest


def proves(*ids: str) -> pytest.MarkDecorator:
    """Mark a test as the proof of facts ("T25") or claims ("FM-K25-01:effect"); JUnit has them."""
    return pytest.mark.proves(*ids)
