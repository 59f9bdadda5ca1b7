"""What time it is."""

from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time in UTC."""
    return datetime.now(UTC)
