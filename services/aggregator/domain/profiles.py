"""The views of profiles."""

from datetime import datetime

import msgspec

from services.aggregator.domain.write import Write, fresh
from services.contracts.profiles import Profile
from services.contracts.views import profile_view


def show_profile(profile: Profile, now: datetime) -> Write:
    """A customer's profile."""
    return Write(
        view=profile_view(profile.customer),
        condition={"version": {"$lte": profile.version}},
        update={
            "$set": {
                "kind": "profile",
                "customer": profile.customer,
                "version": profile.version,
                "profile": msgspec.to_builtins(profile),
                **fresh(now),
            }
        },
    )
