"""Lambda's entry of notices."""

from services.notices import handlers
from services.notices.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
