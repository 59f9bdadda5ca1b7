"""Where and until when the shop delivers: postcodes, zones, cut-offs. Pure.

Days and hours are the shop's own; moments are UTC, so a customer may be in any time zone.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.contracts.common import Address
from services.contracts.inventory import Zone
from services.policy.addresses import postcode_in

SHOP_TIME = ZoneInfo("Europe/Berlin")
LARGE = ((400, 5), (150, 2))
"""More stems than this must be ordered so many days earlier, the largest first."""


def zone_of(address: Address, zones: Iterable[Zone]) -> Zone | None:
    """The zone with the longest prefix of the postcode; None: the shop does not deliver there.

    A postcode counts as a whole: `1060` begins as Berlin's do, and is none of Germany's.
    """
    return zone_for(address.postcode, address.country, zones)


def zone_for(postcode: str, country: str, zones: Iterable[Zone]) -> Zone | None:
    """As `zone_of`, for a postcode as people write it.

    Of two zones that claim the same prefix the first is meant.
    """
    bare = (postcode_in(country, postcode) or "").replace(" ", "").replace("-", "")
    fitting = [
        (len(prefix), zone)
        for zone in zones
        for prefix in zone.prefixes
        if bare and zone.country == country and bare.startswith(prefix)
    ]
    return max(fitting, key=lambda each: each[0])[1] if fitting else None


def countries_of(zones: Iterable[Zone]) -> list[str]:
    """Where the shop delivers, at some places at least."""
    return sorted({zone.country for zone in zones})


def cutoff_of(zone: Zone, day: date) -> datetime:
    """Until when (UTC) orders for a day of this zone are taken.

    A wall time that daylight saving leaves out is the moment as far after the change; of one that
    comes twice the first is meant (PEP 495, fold 0).
    """
    at = datetime.combine(
        day - timedelta(days=zone.days_before), time.fromisoformat(zone.cutoff), SHOP_TIME
    )
    return at.astimezone(UTC)


def lead_days(stems: int) -> int:
    """How many days earlier an order of so many stems must be placed."""
    return next((days for more_than, days in LARGE if stems > more_than), 0)


def last_moment(cutoff: datetime, stems: int) -> datetime:
    """The cut-off (UTC) of an order of so many stems: the same wall time, some days earlier.

    A wall time that the earlier day leaves out, or has twice, is meant as in `cutoff_of`.
    """
    days = lead_days(stems)
    if not days:
        return cutoff
    in_the_shop = cutoff.astimezone(SHOP_TIME)
    return (in_the_shop - timedelta(days=days)).astimezone(UTC)


def shop_day(moment: datetime) -> date:
    """The day that it is in the shop."""
    return moment.astimezone(SHOP_TIME).date()


def in_shop_time(moment: datetime) -> str:
    """A moment as people of the shop say it."""
    return f"{moment.astimezone(SHOP_TIME):%Y-%m-%d %H:%M} ({SHOP_TIME.key})"
