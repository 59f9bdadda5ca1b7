"""What a customer asks for when they order: the body of POST /orders, and its parts."""

from datetime import date
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from services.contracts.bouquets import RequestedBouquet
from services.contracts.common import Address, Buyer, Name, Phone, Price, Quantity, Sku, Text
from services.contracts.values import Body


class DeliveryPlace(StrEnum):
    """What kind of place the flowers go to: the courier asks differently at each."""

    HOME = "home"
    WORK = "work"
    HOSPITAL = "hospital"
    SCHOOL = "school"
    FUNERAL = "funeral"
    OTHER = "other"


class IfAbsent(StrEnum):
    """What the courier does when nobody opens."""

    NEIGHBOUR = "neighbour"
    SAFE_PLACE = "safe_place"
    """As the instructions say."""
    CALL = "call"
    RETURN = "return"
    """Back to the shop, to be fetched."""


class Delivery(Body):
    """When, to whom and where the flowers go."""

    day: date
    recipient: Address
    phone: Phone
    instructions: Text = ""
    place: DeliveryPlace = DeliveryPlace.HOME
    if_absent: IfAbsent = IfAbsent.NEIGHBOUR


class RequestedLine(Body):
    """What a customer asks for: so many of one bouquet or gift of the catalogue."""

    sku: Sku
    quantity: Quantity


class SubstitutionPolicy(StrEnum):
    """What happens when a flower cannot be had on the day."""

    FLORIST = "florist"
    """The florist chooses something like it."""
    NONE = "none"
    """Nothing is replaced: what cannot be had is given back in money."""


class OrderRequest(Body):
    """The body of POST /orders.

    `expected_total` is what the customer's screen showed; a difference is never charged silently.
    `buyer` is the invoice's address; without it the customer's profile is used. `lines` name what
    the catalogue has ready, `bouquets` what the customer has put together: stems are sold in them.
    """

    lines: Annotated[tuple[RequestedLine, ...], Meta(max_length=80)]
    delivery: Delivery
    expected_total: Price
    buyer: Buyer | None = None
    card_message: Text = ""
    substitution: SubstitutionPolicy = SubstitutionPolicy.FLORIST
    occasion: Name | None = None
    """What the flowers are for, such as a birthday."""
    bouquets: Annotated[tuple[RequestedBouquet, ...], Meta(max_length=20)] = ()
