"""Amounts and times as people read them."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHOP_TIME = ZoneInfo("Europe/Berlin")
"""Letters speak of the shop's days and hours."""


def money(minor: int, currency: str) -> str:
    """Minor units: 123450 is `EUR 1,234.50`."""
    units, cents = divmod(minor, 100)
    return f"{currency} {units:,}.{cents:02}"


def on(day: date) -> str:
    """Such as `Tuesday, 24 November 2026`."""
    return f"{day:%A, %-d %B %Y}"


def at(moment: datetime) -> str:
    """Such as `Tuesday, 24 November 2026, 18:00`, in the shop's time."""
    local = moment.astimezone(SHOP_TIME)
    return f"{on(local)}, {local:%H:%M}"
