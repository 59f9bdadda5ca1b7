"""Reads the catalogue and the delivery zones from their files."""

from pathlib import Path
from typing import Any

import msgspec

from deployment.paths import ROOT
from services.contracts.inventory import Item, Zone

CATALOGUE = ROOT / "frontend" / "site" / "_data" / "catalogue.json"
ZONES = ROOT / "frontend" / "site" / "_data" / "zones.json"


def read_catalogue(path: Path = CATALOGUE) -> tuple[Item, ...]:
    """Every item that the shop sells. Raises msgspec.ValidationError naming item and field."""
    return tuple(_item(path, row) for row in msgspec.json.decode(path.read_bytes(), type=list[Any]))


def _item(path: Path, row: Any) -> Item:
    try:
        return msgspec.convert(row, Item)
    except msgspec.ValidationError as error:
        sku = row.get("sku", "an item without a SKU") if isinstance(row, dict) else row
        raise msgspec.ValidationError(f"{path.name}, {sku}: {error}") from error


def read_zones(path: Path = ZONES) -> tuple[Zone, ...]:
    """Where the shop delivers. Raises msgspec.ValidationError naming the wrong field."""
    return msgspec.json.decode(path.read_bytes(), type=tuple[Zone, ...])
