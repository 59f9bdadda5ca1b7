"""Which message leads to what, a module per topic. Importing them registers the handlers."""

from services.payment.handlers import cards, payments, reconciliation, webhooks

__all__ = ["cards", "payments", "reconciliation", "webhooks"]
