"""Lambda entry of notices: its inbox in, its events out."""

from services.notices import handlers
from services.notices.dependencies import Dependencies, inbox

HANDLERS = (handlers,)
"""The modules with the inbox's handlers; their import registers the handlers."""

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["HANDLERS", "Dependencies", "handler", "inbox"]
