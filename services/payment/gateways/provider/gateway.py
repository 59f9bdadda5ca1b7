"""The gateway, put together."""

from services.payment.gateways.provider.accounts import Accounts
from services.payment.gateways.provider.cards import Cards
from services.payment.gateways.provider.charges import Charges
from services.payment.gateways.provider.connection import Connection
from services.payment.gateways.provider.webhooks import Webhooks
from services.payment.ports import Gateway
from services.runtime.aws import Aws


def from_environment(aws: Aws) -> Gateway:
    """With the keys in the secret PAYMENT_SECRET."""
    return over(Connection.from_environment(aws))


def over(connection: Connection) -> Gateway:
    """Everything that payment asks of the provider, over one connection."""
    return Gateway(
        charges=Charges(connection),
        cards=Cards(connection),
        accounts=Accounts(connection),
        webhooks=Webhooks(connection),
    )
