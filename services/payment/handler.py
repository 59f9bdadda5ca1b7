"""Lambda entry of payment: what is owed comes in, what was paid goes out."""

from services.payment.dependencies import Dependencies, inbox
from services.payment.handlers import cards, payments, reconciliation, webhooks

HANDLERS = (payments, webhooks, cards, reconciliation)
"""The modules whose functions the inbox calls; importing them registers the functions."""

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["HANDLERS", "Dependencies", "handler", "inbox"]
