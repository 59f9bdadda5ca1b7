"""The provider's webhooks."""

from collections.abc import Iterable

from services.contracts.message import Event
from services.contracts.payments import ProviderEvent
from services.payment.dependencies import Dependencies, inbox
from services.payment.ports import CardsUpdate, ForgedEventError, PaymentUpdate, ReversalUpdate
from services.runtime.logs import service_logger, service_metrics

logger = service_logger()
metrics = service_metrics()


@inbox.on(ProviderEvent)
def handle_webhook(event: ProviderEvent, deps: Dependencies) -> Iterable[Event]:
    """Apply what the provider has signed; anything else is refused."""
    try:
        update = deps.webhooks.read(event)
    except ForgedEventError as error:
        metrics.add_metric(name="WebhooksRefused", unit="Count", value=1)
        logger.warning("webhook refused", reason=str(error))
        return ()
    match update:
        case PaymentUpdate():
            return deps.authorisation.apply_payment_update(update)
        case ReversalUpdate():
            return deps.reversals.apply(update)
        case CardsUpdate():
            return deps.saved_cards.apply_cards_update(update)
        case None:
            return ()
