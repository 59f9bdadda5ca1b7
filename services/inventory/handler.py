"""Lambda's entry of inventory."""

from services.inventory import handlers
from services.inventory.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
