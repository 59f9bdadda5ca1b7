"""Lambda's entry of order."""

from services.order import handlers
from services.order.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
