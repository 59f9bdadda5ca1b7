"""Lambda's entry of invoicing."""

from services.invoicing import handlers
from services.invoicing.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
