"""What orders are found by: names, phones, e-mail addresses and numbers as people say them.

Everything is found by its beginning, a phone by its end, for people leave the country's code out.
"""

import re
import unicodedata
from collections.abc import Iterable

LEAST = 3
"""Characters that a word must have to be looked for."""
LEAST_DIGITS = 4
"""Digits of a phone."""
LONGEST = 40
MARKS = re.compile(r"[^\w@.]|_")
LETTERS = re.compile(r"[^\W\d_]")


def terms(fields: Iterable[str]) -> tuple[str, ...]:
    """Answer everything by which these fields are found, sorted."""
    found: set[str] = set()
    for field in fields:
        digits = _phone(field)
        found |= {digits[at:] for at in range(len(digits) - LEAST_DIGITS + 1)}
        for word in () if digits else _words(field):
            found |= {word[:length] for length in range(LEAST, len(word) + 1)}
    return tuple(sorted(found))


def wanted(text: str) -> tuple[str, ...]:
    """Answer the terms that an order must have all of; none where the text is too short."""
    digits = _phone(text).lstrip("0")
    if digits:
        return (digits,) if len(digits) >= LEAST_DIGITS else ()
    return tuple(sorted({word for word in _words(text) if len(word) >= LEAST}))


def _phone(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    return "" if LETTERS.search(text) or len(digits) < LEAST_DIGITS else digits


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(each for each in plain if not unicodedata.combining(each))
    return [word[:LONGEST] for each in plain.split() if (word := MARKS.sub("", each))]
