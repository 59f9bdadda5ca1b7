"""The views of saved cards, and of payments that do not match their orders."""

from datetime import datetime

from services.aggregator.domain.write import Write, fresh
from services.contracts.payments import Mismatch, Wallet
from services.contracts.values import document_of
from services.contracts.views import mismatch_view, wallet_view


def show_wallet(wallet: Wallet, now: datetime) -> Write:
    """A customer's cards."""
    return Write(
        view=wallet_view(wallet.customer),
        condition={"version": {"$lte": wallet.version}},
        update={
            "$set": {
                "kind": "wallet",
                "customer": wallet.customer,
                "version": wallet.version,
                "wallet": document_of(wallet),
                **fresh(now),
            }
        },
    )


def show_mismatch(mismatch: Mismatch, now: datetime) -> Write:
    """A payment that does not match its order, until reconciliation no longer finds it."""
    return Write(
        view=mismatch_view(mismatch.order_id, mismatch.kind, mismatch.intent),
        condition={},
        update={
            "$set": {
                "kind": "mismatch",
                "found_at": now,
                "mismatch": document_of(mismatch),
                **fresh(now),
            }
        },
    )
