"""Days and times as people read them."""

from datetime import date, datetime

from services.policy.delivery import SHOP_TIME


def on(day: date) -> str:
    """Such as `Tuesday, 24 November 2026`."""
    return f"{day:%A, %-d %B %Y}"


def at(moment: datetime) -> str:
    """Such as `Tuesday, 24 November 2026, 18:00`, in the shop's time."""
    local = moment.astimezone(SHOP_TIME)
    return f"{on(local)}, {local:%H:%M}"
