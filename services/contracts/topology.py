"""Every message of the store, with its sender and its receivers.

The stacks create queues, grants and environment from this table, and the analysis derives its links
from it. A queue hands each message to one consumer, so an event is sent to the inbox of each of its
receivers (X21).
"""

from collections.abc import Iterable, Mapping
from typing import cast

from services.contracts import (
    commissions,
    inventory,
    invoices,
    order_messages,
    payments,
    profiles,
)
from services.contracts.message import Message, MessageMeta
from services.manifest import Participant

MODULES = (order_messages, commissions, inventory, payments, invoices, profiles)
"""Where messages are defined."""
MESSAGES: Mapping[str, type[Message]] = {
    name: cast("type[Message]", value)
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, MessageMeta) and value.is_sent and value.__module__ == module.__name__
}
"""Every message that can be sent, by name."""


def sent_by(sender: Participant) -> tuple[type[Message], ...]:
    """The messages that `sender` may send."""
    return tuple(m for m in MESSAGES.values() if m.sender is sender)


def received_by(receiver: Participant) -> tuple[type[Message], ...]:
    """The messages that arrive in the inbox of `receiver`."""
    return tuple(m for m in MESSAGES.values() if receiver in m.to)


def receivers_of(messages: Iterable[type[Message]]) -> tuple[Participant, ...]:
    """The inboxes that these messages go to, each once, in a stable order."""
    return tuple(sorted({to for m in messages for to in m.to}))
