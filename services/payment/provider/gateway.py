"""The gateway, put together."""

from services.payment.ports import Gateway
from services.payment.provider.books import Books
from services.payment.provider.cards import Cards
from services.payment.provider.charges import Charges
from services.payment.provider.connection import Connection
from services.payment.provider.webhooks import Webhooks
from services.runtime.aws import Aws


def from_environment(aws: Aws) -> Gateway:
    """With the keys in the secret PAYMENT_SECRET."""
    return over(Connection.from_environment(aws))


def over(connection: Connection) -> Gateway:
    """Everything that payment asks of the provider, over one connection."""
    return Gateway(
        charges=Charges(connection),
        cards=Cards(connection),
        books=Books(connection),
        webhooks=Webhooks(connection),
    )
