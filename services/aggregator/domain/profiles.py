"""The views of profiles."""

from datetime import datetime

from services.aggregator.domain.write import Write, fresh
from services.contracts.profiles import Profile
from services.contracts.values import document_of
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
                "profile": document_of(profile),
                **fresh(now),
            }
        },
    )
