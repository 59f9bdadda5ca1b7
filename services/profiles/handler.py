"""Lambda entry of profiles: its inbox in, its announcements out."""

from collections.abc import Iterator
from dataclasses import dataclass

from services.profiles.store import Profiles
from services.shared import mongo
from services.shared.aws import Aws
from services.shared.bus import Bus, Queues
from services.shared.inbox import Inbox
from services.shared.messages import (
    Customer,
    Event,
    ProfileChanged,
    RefreshProfile,
    UpdateProfile,
)
from services.shared.model import Profile
from services.shared.participants import PROFILES
from services.shared.settings import required


@dataclass(frozen=True)
class Directory:
    """Who has signed up, as Cognito knows them (K28): an access token carries no e-mail."""

    aws: Aws
    pool: str

    def look_up(self, customer: Customer) -> Profile:
        """The person behind the token. Raises as `Aws.call` does."""
        answer = self.aws.call(
            "cognito-idp",
            "AWSCognitoIdentityProviderService.AdminGetUser",
            {"UserPoolId": self.pool, "Username": customer.username},
        )
        known = {a["Name"]: a["Value"] for a in answer["UserAttributes"]}
        return Profile(
            customer=customer.id, email=known.get("email", ""), name=known.get("name", "")
        )


@dataclass(frozen=True)
class Shop:
    """What profiles is made of."""

    bus: Bus
    profiles: Profiles
    directory: Directory

    @classmethod
    def from_environment(cls) -> "Shop":
        """Put together once per cold start."""
        aws = Aws.from_environment()
        directory = Directory(aws, required("USER_POOL_ID"))
        return cls(Queues.from_environment(aws), Profiles(mongo.database(aws)), directory)

    def profile_of(self, customer: Customer) -> Profile:
        """The customer's profile, made at first sight."""
        known = self.profiles.get(customer.id)
        return known or self.profiles.add(self.directory.look_up(customer))


inbox: Inbox[Shop] = Inbox(PROFILES)


@inbox.on(RefreshProfile)
def refresh(command: RefreshProfile, shop: Shop) -> Iterator[Event]:
    """Somebody looks at their profile, perhaps for the first time."""
    yield ProfileChanged(shop.profile_of(command.customer))


@inbox.on(UpdateProfile)
def update(command: UpdateProfile, shop: Shop) -> Iterator[Event]:
    """The customer says who they are; the e-mail address is Cognito's to change."""
    current = shop.profile_of(command.customer)
    yield ProfileChanged(
        shop.profiles.describe(current, command.name, command.address, command.requested_at)
    )


handler = inbox.lambda_handler(compose=Shop.from_environment)
