"""What people paste is read as what they see."""

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.common import Name, Text
from services.contracts.text import cleaned, cleaned_json, one_line

PERSIAN = "\u0646\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
"""A word with a joiner of no width in it."""
REFUSED_BY_SQS = [*range(9), 0xB, 0xC, *range(0xE, 0x20), 0xFFFE, 0xFFFF]
"""XML 1.0 has no such characters, and SQS takes no others
(https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html)."""


@pytest.mark.parametrize(
    ("pasted", "meant"),
    [
        ("+49\u00a030 \u202a1234567\u202c", "+49 30 1234567"),
        ("\ufeff10115", "10115"),
        ("Happy\tbirthday\r\nMum\u2028Dad", "Happy birthday\nMum\nDad"),
        ("Jose\u0301", "José"),
        ("evil\u202egpj.exe", "evilgpj.exe"),
        (PERSIAN, PERSIAN),
        ("👩\u200d🌾", "👩\u200d🌾"),
        ("a\U0001ffffb", "ab"),
        ("\u200d", ""),
        ("\u061c\u2066 \u2069", " "),
        ("\u3164\u2800\ufe0f", ""),
    ],
)
def test_marks_that_nobody_sees_are_removed_and_letters_stay(pasted: str, meant: str) -> None:
    assert cleaned(pasted) == meant


@given(st.text())
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert cleaned(cleaned(text)) == cleaned(text)


@given(st.text(), st.integers(1, 40))
@pytest.mark.finding("A5")
def test_what_another_system_says_is_one_short_line(text: str, most: int) -> None:
    line = one_line(text, most)
    assert len(line) <= most
    assert line == line.strip()
    assert not any(unicodedata.category(each) in ("Cc", "Zl", "Zp") for each in line)


@pytest.mark.finding("B09")
def test_every_string_of_a_body_is_cleaned() -> None:
    body = {"lines": [{"sku\u200b": "rose\ufeff-red", "quantity": 1}], "is_gift": None}
    assert cleaned_json(body) == {"lines": [{"sku": "rose-red", "quantity": 1}], "is_gift": None}


@pytest.mark.parametrize("kind", [Name, Text])
@pytest.mark.parametrize("code", REFUSED_BY_SQS, ids=hex)
@pytest.mark.finding("A4")
def test_no_text_field_takes_what_the_bus_refuses(kind: type[str], code: int) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(f"Flora{chr(code)}", kind)
