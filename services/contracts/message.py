"""What a message is: a value that names its sender and its receivers."""

from typing import Any, ClassVar, dataclass_transform

from msgspec import Struct, field

from services.contracts.values import ValueMeta
from services.manifest import Participant


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class MessageMeta(ValueMeta):
    """Lets a message say `sender=` and `to=` where its fields stand."""

    _routes: ClassVar[dict[str, tuple[Participant, tuple[Participant, ...]]]] = {}

    def __new__(
        mcls,
        name: str,
        bases: tuple[type, ...],
        namespace: dict[str, Any],
        sender: Participant | None = None,
        to: tuple[Participant, ...] = (),
        **config: Any,
    ) -> Any:
        message = super().__new__(mcls, name, bases, namespace, **config)
        if sender is not None and name in mcls._routes:
            raise TypeError(f"two messages are called {name}: a queue could not tell them apart")
        if sender is not None:
            mcls._routes[name] = (sender, to)
        return message

    @property
    def is_sent(self) -> bool:
        """Whether it names a sender: a base class of messages does not."""
        return self.__name__ in self._routes

    @property
    def sender(self) -> Participant:
        """Who alone sends this message."""
        return self._routes[self.__name__][0]

    @property
    def to(self) -> tuple[Participant, ...]:
        """Whose inboxes it goes to."""
        return self._routes[self.__name__][1]


class Message(Struct, metaclass=MessageMeta):
    """Something said over the bus. Bodies change by adding optional fields only."""

    @property
    def delay(self) -> int:
        """For how many seconds (0 to 900) the bus keeps it back before it delivers it."""
        return 0


class Command(Message):
    """Somebody asks the one receiver to do something."""


class Event(Message):
    """Something has happened; whoever has work to do starts now."""
