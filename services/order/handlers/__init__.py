"""Which message leads to what, a module per topic. Their import registers them with the inbox."""

from services.order.handlers import (
    commissions,
    erasure,
    invoices,
    orders,
    overdue,
    payments,
    refresh,
    staff,
    stock,
)

__all__ = [
    "commissions",
    "erasure",
    "invoices",
    "orders",
    "overdue",
    "payments",
    "refresh",
    "staff",
    "stock",
]
