"""Every index of the store: a deployment makes them, and no function does (preparation.py)."""

from collections.abc import Mapping
from dataclasses import dataclass

from pymongo import IndexModel

from services.runtime.mongo import Documents

UP, DOWN = 1, -1


@dataclass(frozen=True)
class Index:
    """An index of a collection; its fields in their order, each `UP` or `DOWN`."""

    name: str
    keys: tuple[tuple[str, int], ...]
    unique: bool = False
    expires: bool = False
    """Whether a document is deleted when the moment in the field has come."""


INDEXES: Mapping[str, tuple[Index, ...]] = {
    "orders": (
        Index("customer", (("customer", UP), ("placed_at", DOWN))),
        Index("overdue", (("state", UP), ("pay_by", UP))),
        Index("day", (("day", UP), ("_id", UP))),
        Index("changed", (("changed_at", UP), ("_id", UP))),
        Index("search", (("search", UP),)),
    ),
    "enquiries": (
        Index("customer", (("customer", UP), ("asked_at", DOWN))),
        Index("open", (("state", UP), ("asked_at", DOWN))),
        Index("overdue", (("state", UP), ("valid_until", UP))),
    ),
    "supplies": (Index("day", (("day", UP),)),),
    "days": (Index("day", (("day", UP),)),),
    "stock_audit_log": (Index("at", (("at", UP),)),),
    "payments": (
        Index("due", (("phase", UP), ("due_on", UP))),
        Index("refusals", (("customer", UP), ("refused_at", UP))),
    ),
    "wallets": (Index("provider_customer_id", (("provider_customer_id", UP),)),),
    "invoices": (
        # An order has one invoice: who looked too early is refused a second number.
        Index("occasion", (("occasion", UP),), unique=True),
        Index("series", (("series", UP), ("number", DOWN))),
    ),
    "profiles": (Index("days", (("days", UP), ("_id", UP))),),
    "notices": (Index("expiry", (("expires_at", UP),), expires=True),),
    "views": (
        Index("expiry", (("expires_at", UP),), expires=True),
        Index("customer", (("customer", UP), ("placed_at", DOWN))),
        Index("kind", (("kind", UP), ("_id", UP))),
        Index("delivery_day", (("delivery_day", UP), ("_id", UP))),
        Index(
            "open_enquiries",
            (("kind", UP), ("is_open", UP), ("asked_at", DOWN), ("_id", DOWN)),
        ),
        Index("audit", (("kind", UP), ("at", UP), ("_id", UP))),
        Index("mismatches", (("kind", UP), ("found_at", DOWN), ("_id", DOWN))),
    ),
}
"""By the collection's name."""


def create_indexes(database: Documents, collection: str) -> None:
    """Make the collection's indexes that are not there yet. Raises as the driver does."""
    models = [_model(index) for index in INDEXES.get(collection, ())]
    if models:
        database[collection].create_indexes(models)


def _model(index: Index) -> IndexModel:
    options: dict[str, bool | int] = {"unique": True} if index.unique else {}
    if index.expires:
        options["expireAfterSeconds"] = 0
    return IndexModel(list(index.keys), name=index.name, **options)
