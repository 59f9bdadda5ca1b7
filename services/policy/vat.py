"""VAT ids: how those of the European Union are written. Pure.

Whether one is valid only its country knows (VIES); a check here finds slips of the finger.
"""

import re

from services.policy.addresses import LONGEST, plain
from services.policy.countries import COUNTRIES

PATTERNS = {
    "AT": r"U\d{8}", "BE": r"[01]\d{9}", "BG": r"\d{9,10}", "CY": r"\d{8}[A-Z]",
    "CZ": r"\d{8,10}", "DE": r"\d{9}", "DK": r"\d{8}", "EE": r"\d{9}", "EL": r"\d{9}",
    "ES": r"[A-Z]\d{7}[A-Z0-9]|\d{8}[A-Z]", "FI": r"\d{8}", "FR": r"[A-HJ-NP-Z0-9]{2}\d{9}",
    "HR": r"\d{11}", "HU": r"\d{8}", "IE": r"\d[A-Z0-9+*]\d{5}[A-Z]{1,2}", "IT": r"\d{11}",
    "LT": r"\d{9}|\d{12}", "LU": r"\d{8}", "LV": r"\d{11}", "MT": r"\d{8}",
    "NL": r"[A-Z0-9+*]{10}\d{2}", "PL": r"\d{10}", "PT": r"\d{9}", "RO": r"\d{2,10}",
    "SE": r"\d{10}01", "SI": r"\d{8}", "SK": r"\d{10}", "XI": r"\d{9}|\d{12}|(GD|HA)\d{3}",
}  # fmt: skip
"""After the two letters (https://ec.europa.eu/taxation_customs/vies/, "FAQ", question 11)."""
LETTERS = {"GR": "EL"}
"""What Greece begins with instead of its country's code (Directive 2006/112/EC, article 215)."""
ELSEWHERE = re.compile(r"(?=(.*\d){5})[A-Z0-9]{5,14}")
EXAMPLE = "DE123456789"


def vat_id_of(country: str, written: str) -> str | None:
    """Answer a VAT id, beginning with its country and without spaces and dots; None: it is none.

    `country` is that of the address; a company may have its id in another one. Empty stays empty.
    """
    if len(written) > LONGEST:
        return None
    bare = re.sub(r"[\s./-]", "", plain(written))
    if not bare:
        return ""
    own = LETTERS.get(country, country)
    of_the_union = (f"{own}{bare}", f"{own}{bare.removeprefix(country)}") if own in PATTERNS else ()
    return next((each for each in (bare, *of_the_union) if is_vat_id(each)), None)


def is_vat_id(text: str) -> bool:
    """Whether it can be one. Outside the European Union only its country is looked at."""
    letters, rest = text[:2], text[2:]
    if letters in PATTERNS:
        return re.fullmatch(PATTERNS[letters], rest, re.ASCII) is not None
    return letters in COUNTRIES and letters not in LETTERS and bool(ELSEWHERE.fullmatch(rest))
