"""Why a command is refused."""

from services.contracts.values import Value


class Refusal(Value):
    """What is in the way, and what to do instead.

    `field` is a field of the request, or of the order or enquiry as the API shows it.
    """

    field: str
    sentence: str
