"""What people write, cleaned where it enters: from a browser, from Cognito, from the provider.

Pasted text brings marks that nobody sees: of direction, of no width, of another system's lines.
They break postcodes, invoices and searches, so they are removed before anything is checked.
"""

import re
import unicodedata
from typing import Any

LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
SPACES = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\uffff"
    "\ufdd0-\ufdef\U000e0000-\U000e0fff]"
)
"""Marks of direction and of no width, tags and what is no character at all.

The joiners U+200C and U+200D stay: Persian, Indian scripts and emoji are written with them.
"""
RIGHT_TO_LEFT = ("R", "AL", "AN")
ISOLATE, END_OF_ISOLATE = "\u2068", "\u2069"
BLANK = re.compile(
    r"[\s\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c\u200d\u2800\u3164\ufe00-\ufe0f\uffa0]*"
)
"""Spaces, joiners, selectors and fillers: alone they are a text in which nobody sees anything."""
CONTROLS = ("Cc", "Zl", "Zp")
LAST_OF_A_PLANE = (0xFFFE, 0xFFFF)


def cleaned(text: str) -> str:
    """Answer the text in composed form (NFC), with plain spaces and line ends, without marks.

    Of a text in which nobody sees anything, at most plain spaces and line ends are left.
    """
    text = LINE_ENDS.sub("\n", text)
    text = INVISIBLE.sub("", SPACES.sub(" ", text))
    text = "".join(each for each in text if ord(each) & 0xFFFF not in LAST_OF_A_PLANE)
    text = unicodedata.normalize("NFC", text)
    if BLANK.fullmatch(text):
        return "".join(each for each in text if each.isspace())
    return text


def one_line(text: str, most: int) -> str:
    """Answer the text of another system as one line of at most `most` characters."""
    printable = "".join(
        " " if unicodedata.category(each) in CONTROLS else each for each in cleaned(text)
    )
    return " ".join(printable.split())[:most].rstrip()


def cleaned_json(value: Any) -> Any:
    """Answer decoded JSON with each of its strings cleaned, also those that are names of fields."""
    match value:
        case str():
            return cleaned(value)
        case list():
            return [cleaned_json(each) for each in value]
        case dict():
            return {cleaned(name): cleaned_json(each) for name, each in value.items()}
        case _:
            return value


def isolated(text: str) -> str:
    """Answer the text as it stands in a sentence: one from right to left turns nothing beside it.

    By the isolates of Unicode (UAX 9, FSI and PDI), and only where they are needed.
    """
    if any(unicodedata.bidirectional(each) in RIGHT_TO_LEFT for each in text):
        return f"{ISOLATE}{text}{END_OF_ISOLATE}"
    return text
