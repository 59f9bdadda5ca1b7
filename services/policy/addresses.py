"""How addresses are written in each country. Pure.

`address_formats.json` says it of every country; `docs/tool/address_formats.py` makes it from data
that is maintained elsewhere. Postcodes and the like are pasted from anywhere, so they are read
leniently: `D-10115`, `10 115` and full-width digits mean 10115. What is left must be right as a
whole.
"""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from services.contracts.common import HOME, Address, Buyer
from services.contracts.values import Value

FILE = Path(__file__).with_name("address_formats.json")
LONGEST = 40
"""More characters than any way to write a postcode or a VAT id has."""
NOWHERE_ELSE = "%N%n%O%n%A%n%C"
"""The lines where nobody knows others, as the data's own default."""
MEANS_NOTHING = re.compile(r"[\s.〒-]")
"""What people write between and around the characters of a postcode."""
ANY_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 -]{1,11}")
"""What is taken where no postcode is known: it may be needed there all the same."""
SIGNS = {
    "AT": "A", "BE": "B", "DE": "D", "EE": "EST", "ES": "E", "FI": "FIN", "FR": "F", "HU": "H",
    "IE": "IRL", "IT": "I", "LI": "FL", "LU": "L", "MT": "M", "NO": "N", "PT": "P", "SE": "S",
    "SI": "SLO",
}  # fmt: skip
"""Signs that stand before a postcode, where they are not the country's code: those of vehicles
(Vienna Convention on Road Traffic, article 37)."""


class Format(Value):
    """A country's addresses. `postcode` is a regular expression; empty: none are known.

    `lines` has `%N` for the name, `%O` the company, `%A` the street, `%C` the city, `%S` the
    region, `%Z` the postcode and `%n` a new line.
    """

    name: str
    lines: str = NOWHERE_ELSE
    postcode: str = ""
    examples: tuple[str, ...] = ()
    prefix: str = ""
    """What stands before the postcode on a letter from abroad."""
    needs_postcode: bool = False
    needs_region: bool = False
    postcode_name: str = ""
    """`zip`, `pin` or `eircode`, where it is called so."""
    city_name: str = ""
    """Such as `post_town`."""
    region_name: str = ""
    """Such as `state`."""


@functools.cache
def formats() -> Mapping[str, Format]:
    """By country; read once, when the first address is looked at."""
    return msgspec.json.decode(FILE.read_bytes(), type=dict[str, Format])


def postcode_in(country: str, written: str) -> str | None:
    """Answer the postcode as the country writes it; None: it has no such one.

    Empty is the postcode of a place that has none, where the country allows it. Of a country whose
    postcodes are not known, anything is taken as it is.
    """
    known = formats().get(country)
    if known is None or len(written) > LONGEST:
        return None
    text = plain(written)
    if not text:
        return None if known.needs_postcode else ""
    if not known.postcode:
        return text if ANY_POSTCODE.fullmatch(text) else None
    bare = MEANS_NOTHING.sub("", text)
    signs = ("", country, known.prefix, SIGNS.get(country, ""))
    tried = [bare.removeprefix(sign) for sign in signs] + [f"{country}{bare}"]
    return next(
        (found for each in dict.fromkeys(tried) if (found := _spaced(each, text, known))), None
    )


def example_of(country: str) -> str:
    """A postcode of this country; empty where none is known."""
    known = formats().get(country)
    return known.examples[0] if known and known.examples else ""


def plain(written: str) -> str:
    """Answer what is meant as capital letters, ASCII digits, and single spaces and dashes.

    Full-width characters are made ordinary (NFKC); marks that nobody sees are left out.
    """
    text = "".join(_plain(each) for each in unicodedata.normalize("NFKC", written))
    return " ".join(text.upper().split())


def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd" or character == "\N{MINUS SIGN}":
        return "-"
    return "" if category in ("Cf", "Cc", "Mn") and not character.isspace() else character


def _spaced(bare: str, text: str, known: Format) -> str:
    """The characters with spaces and dashes where the country has them; empty: not its postcode."""
    for written in (*_like_the_examples(bare, known), bare, text, *_divided(bare)):
        if _pattern(known.postcode).fullmatch(written):
            return written
    return ""


def _like_the_examples(bare: str, known: Format) -> Iterator[str]:
    """As each example as long as it is divided."""
    for example in known.examples:
        characters = iter(bare)
        if len(MEANS_NOTHING.sub("", example)) == len(bare):
            yield "".join(
                each if MEANS_NOTHING.match(each) else next(characters) for each in example
            )


def _divided(bare: str) -> Iterator[str]:
    for at in range(1, len(bare)):
        for divider in (" ", "-"):
            yield f"{bare[:at]}{divider}{bare[at:]}"


@functools.cache
def _pattern(postcode: str) -> re.Pattern[str]:
    return re.compile(postcode, re.ASCII)


def lines_of(address: Address | Buyer) -> list[str]:
    """An address in lines, as its country writes it; a country abroad is named, in capitals.

    (Universal Postal Union: the country's name is the last line, in capital letters.)
    """
    known = formats().get(address.country, Format(name=""))
    parts = {"N": address.name, "A": address.street, "C": address.city, "Z": address.postcode}
    if isinstance(address, Buyer):
        parts |= {"O": address.company, "S": address.region}
    lines = known.lines
    for part in "CSZO":
        if parts.get(part) and f"%{part}" not in lines:
            lines = lines.replace("%A", f"%A%n%{part}")
    written = [_filled(line, parts) for line in lines.split("%n")]
    abroad = known.name.upper() if address.country != HOME else ""
    return [line for line in (*written, abroad) if line]


def _filled(line: str, parts: Mapping[str, str]) -> str:
    """A line with its parts; empty if it has none of them."""
    named = re.findall("%(.)", line)
    if named and not any(parts.get(part) for part in named):
        return ""
    filled = re.sub("%(.)", lambda part: parts.get(part[1], ""), line)
    return re.sub(r" +(?=,)|, *$|^,", "", " ".join(filled.split())).strip(" ,-/")
