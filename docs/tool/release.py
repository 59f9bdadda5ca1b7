"""`python -m docs.tool release`: keep what the messages and documents of this version are.

The next version has to read what this one has written, and the other way round, for messages wait
in queues while functions are replaced, and a release may be taken back. What is kept here is what
tests/contract/test_release.py holds the code to.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from docs.tool.asyncapi import REFERENCE, document
from docs.tool.samples import samples
from services.contracts.commissions import Enquiry
from services.contracts.inventory import Item, StockAuditEntry, Zone
from services.contracts.orders import Order
from services.contracts.payments import Mismatch, Wallet
from services.contracts.profiles import Profile
from services.contracts.topology import MESSAGES
from services.inventory.domain.reservations import Reservation
from services.invoicing.domain.numbers import NumberedDocument
from services.payment.domain.receivable import Receivable
from services.payment.domain.wallet import StoredWallet
from services.profiles.domain import CustomerRecord
from services.proxy.cache import ClientSecret, Documents
from stacks.config import VERSION
from stacks.release import CHANGED, revision

FILE = Path(__file__).parents[2] / "tests" / "contract" / "released.json"
SAMPLES = 4
"""Of each type: the smallest, and three with every field."""
WORDS = ("description", "title")
"""What readers do not need."""
PASSED_OVER = "additionalProperties"
"""Services pass over fields that they do not know, also where requests must not have them."""
DOCUMENTS: Mapping[str, type[Struct]] = {
    kind.__name__: kind
    for kind in (
        ClientSecret, CustomerRecord, Documents, Enquiry, Item, Mismatch, NumberedDocument, Order,
        Profile, Receivable, Reservation, StockAuditEntry, StoredWallet, Wallet, Zone,
    )
}  # fmt: skip
"""The types of what is in the database and in the data cache."""


def released() -> dict[str, Any]:
    """The version, the schemas, and what it writes: each message, each document."""
    _, stored = msgspec.json.schema_components(DOCUMENTS.values(), ref_template=REFERENCE)
    return {
        "version": VERSION,
        "revision": revision().removesuffix(CHANGED),
        "schemas": _bare({**stored, **document()["components"]["schemas"]}),
        "receivers": {name: sorted(message.to) for name, message in sorted(MESSAGES.items())},
        "messages": _written(MESSAGES.values()),
        "documents": _written(DOCUMENTS.values()),
    }


def keep() -> None:
    """Write the file."""
    FILE.write_text(json.dumps(released(), indent=1, ensure_ascii=False) + "\n")


def _written(kinds: Iterable[type[Struct]]) -> dict[str, list[Any]]:
    return {
        kind.__name__: [json.loads(text) for text in samples(kind, SAMPLES)]
        for kind in sorted(kinds, key=lambda kind: kind.__name__)
    }


def _bare(schemas: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _without_words(schema) for name, schema in schemas.items()}


def _without_words(schema: Any) -> Any:
    """A schema without its words, but with all its properties, whatever they are called."""
    if isinstance(schema, list):
        return [_without_words(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: _bare(value) if key == "properties" else _without_words(value)
        for key, value in schema.items()
        if key not in WORDS and (key, value) != (PASSED_OVER, False)
    }
