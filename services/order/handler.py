"""Lambda entry of order: its inbox in, its announcements out."""

from services.order import enquiry_rules, order_rules, payment_rules, view_rules
from services.order.dependencies import Dependencies, inbox

RULES = (order_rules, payment_rules, enquiry_rules, view_rules)
"""The modules whose rules the inbox applies; importing them registers the rules."""

handler = inbox.lambda_handler(compose=Dependencies.from_environment)

__all__ = ["RULES", "Dependencies", "handler", "inbox"]
