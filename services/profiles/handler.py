"""Lambda entry of profiles: its inbox in, its events out."""

from services.profiles import handlers
from services.profiles.dependencies import Dependencies, inbox

HANDLERS = (handlers,)
"""The modules with the inbox's handlers; their import registers the handlers."""

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["HANDLERS", "Dependencies", "handler", "inbox"]
