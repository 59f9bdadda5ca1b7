"""Who takes part in the conversation over the bus."""

from enum import StrEnum


class Participant(StrEnum):
    """A sender or receiver of messages."""

    PROXY = "proxy"
    ORDER = "order"
    INVENTORY = "inventory"
    PAYMENT = "payment"
    INVOICING = "invoicing"
    PROFILES = "profiles"
    NOTICES = "notices"
    AGGREGATOR = "aggregator"
    CLOCK = "clock"
    """A schedule: sends, never receives, runs no code."""
    OPERATOR = "operator"
    """A person with AWS credentials, such as the one who seeds the catalogue."""


PROXY = Participant.PROXY
ORDER = Participant.ORDER
INVENTORY = Participant.INVENTORY
PAYMENT = Participant.PAYMENT
INVOICING = Participant.INVOICING
PROFILES = Participant.PROFILES
NOTICES = Participant.NOTICES
AGGREGATOR = Participant.AGGREGATOR
CLOCK = Participant.CLOCK
OPERATOR = Participant.OPERATOR

SERVICES = (PROXY, ORDER, INVENTORY, PAYMENT, INVOICING, PROFILES, NOTICES, AGGREGATOR)
"""The participants that run as functions of ours."""
