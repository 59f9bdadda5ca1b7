"""Lambda's entry of aggregator."""

from services.aggregator import handlers
from services.aggregator.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
