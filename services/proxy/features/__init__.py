"""The operations of the API, a module per feature; `OPERATIONS` holds all, by name."""

from collections.abc import Mapping

from services.proxy.features import (
    cards,
    catalogue,
    checkout,
    commissions,
    countries,
    delivery,
    documents,
    health,
    orders,
    payments,
    profile,
    staff_counts,
    staff_orders,
    staff_stock,
)
from services.proxy.operation import Operation

MODULES = (
    health,
    catalogue,
    delivery,
    countries,
    checkout,
    orders,
    payments,
    documents,
    profile,
    cards,
    commissions,
    staff_counts,
    countries,
    staff_orders,
    staff_stock,
)
OPERATIONS: Mapping[str, Operation] = {
    operation.name: operation for module in MODULES for operation in module.OPERATIONS
}
