"""The stand's own tests: not collected here, but read by the checks under test."""

from tests.claims import proves


@proves("T01", "FM-JUG-01:effect", "FM-JUG-01:mitigation")
def test_an_empty_jug_pours_nothing() -> None:
    """Only its markers matter."""
