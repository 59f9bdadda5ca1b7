"""Which message leads to what, a module per topic. Importing them registers the handlers."""

from services.inventory.handlers import audit_log, catalogue, delivery_days, reservations, stock

__all__ = ["audit_log", "catalogue", "delivery_days", "reservations", "stock"]
