"""Lambda's entry of profiles."""

from services.profiles import handlers
from services.profiles.dependencies import Dependencies, inbox

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["Dependencies", "handler", "handlers", "inbox"]
