"""A postcode is read as people write it, and kept as its country does."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from services.contracts.common import HOME, Address, Buyer
from services.policy.addresses import (
    MEANS_NOTHING,
    SIGNS,
    example_of,
    formats,
    lines_of,
    postcode_in,
)
from services.policy.countries import COUNTRIES

WRITTEN = [(country, each) for country, known in formats().items() for each in known.examples]
FULL_WIDTH = str.maketrans({chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F)})
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
DASHES = ("-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\uff0d")
INVISIBLE = ("", "\u200b", "\u200e", "\u202a", "\u2066", "\ufeff", "\u00ad", "\u061c")
SPACES = ("", " ", "\u00a0", "\u2009", "\u3000", "  ")


@st.composite
def dirty(draw: st.DrawFn) -> tuple[str, str, str]:
    """A country, one of its postcodes, and the same as somebody pasted it."""
    country, postcode = draw(st.sampled_from(WRITTEN))
    bare = MEANS_NOTHING.sub("", postcode)
    text = draw(st.sampled_from([postcode, bare, bare.lower()]))
    sign = draw(st.sampled_from(["", country, country.lower(), SIGNS.get(country, country)]))
    if sign:
        text = sign + draw(st.sampled_from([*DASHES, " ", ""])) + text
    text = draw(st.sampled_from([text, text.translate(FULL_WIDTH), text.translate(ARABIC)]))
    text = text.replace("-", draw(st.sampled_from(DASHES)))
    at = draw(st.integers(0, len(text)))
    text = text[:at] + draw(st.sampled_from(INVISIBLE)) + text[at:]
    return country, postcode, draw(st.sampled_from(SPACES)) + text + draw(st.sampled_from(SPACES))


def test_every_country_has_a_format_and_only_countries_have() -> None:
    assert formats().keys() == COUNTRIES
    assert example_of(HOME) == "10115"


@pytest.mark.finding("B05", "H1")
@pytest.mark.parametrize(("country", "postcode"), WRITTEN)
def test_a_right_postcode_stays_as_it_is(country: str, postcode: str) -> None:
    assert postcode_in(country, postcode) == postcode


@pytest.mark.finding("B05", "H1")
@given(dirty())
def test_a_right_postcode_is_found_in_whatever_was_pasted(written: tuple[str, str, str]) -> None:
    country, postcode, pasted = written
    found = postcode_in(country, pasted)
    assert found is not None
    # Anguilla's own may be written with or without its letters.
    assert found.removeprefix("AI-") == postcode.removeprefix("AI-")
    assert postcode_in(country, found) == found


@given(st.sampled_from(sorted(COUNTRIES)), st.text(max_size=60))
def test_whatever_is_written_it_is_one_that_stays_or_none(country: str, text: str) -> None:
    found = postcode_in(country, text)
    assert found is None or postcode_in(country, found) == found


@pytest.mark.finding("B06", "H1")
@pytest.mark.parametrize(
    ("country", "wrong"),
    [
        ("DE", "1011"),
        ("DE", "1O115"),
        ("DE", "101155"),
        ("DE", "A-1060"),
        ("DE", "10115!"),
        ("DE", ""),
        ("DE", "SW1A 1AA"),
        ("AT", "10115"),
        ("AT", "0999 9"),
        ("BE", "20000"),
        ("CH", "80010"),
        ("FR", "7500"),
        ("NL", "1234"),
        ("NL", "0234 AB"),
        ("GB", "10115"),
        ("GB", "QQ1 1AA"),
        ("GB", "GIR 0AA1"),
        ("US", "9501"),
        ("US", "95014-12"),
        ("LI", "9484"),
        ("HK", "<script>"),
        ("ZZ", "10115"),
        ("", "10115"),
        ("DE", "1" * 5000),
    ],
)
def test_what_is_no_postcode_of_the_country_is_none(country: str, wrong: str) -> None:
    assert postcode_in(country, wrong) is None


@pytest.mark.finding("B19")
def test_where_there_are_no_postcodes_none_is_needed_and_one_may_be_given() -> None:
    assert [postcode_in(country, "") for country in ("HK", "AE", "IE", "JM")] == [""] * 4
    assert postcode_in("GH", "ga-183-8164") == "GA-183-8164"


BUYER = Buyer("Flora Amaryllis", "Gartenweg 7", "10115", "Berlin")


@pytest.mark.finding("H8", "B19")
@pytest.mark.parametrize(
    ("address", "lines"),
    [
        (BUYER, ["Flora Amaryllis", "Gartenweg 7", "10115 Berlin"]),
        (
            Buyer("J. Watson", "221b Baker Street", "NW1 6XE", "London", "GB", company="Bees Ltd"),
            ["J. Watson", "Bees Ltd", "221b Baker Street", "London", "NW1 6XE", "UNITED KINGDOM"],
        ),
        (
            Buyer("Ann", "1 Loop", "95014", "Cupertino", "US", region="CA"),
            ["Ann", "1 Loop", "Cupertino, CA 95014", "UNITED STATES"],
        ),
        (
            Buyer("Sissi", "Ring 1", "1010", "Wien", "AT", company="Hof GmbH"),
            ["Hof GmbH", "Sissi", "Ring 1", "1010 Wien", "AUSTRIA"],
        ),
        (Address("Li", "1 Road", "", "Kowloon", "HK"), ["Li", "1 Road", "Kowloon", "HONG KONG"]),
        (
            Address("Mei", "1 Road", "546080", "Singapore", "SG"),
            ["Mei", "1 Road", "Singapore", "SINGAPORE 546080", "REP. OF SINGAPORE"],
        ),
    ],
    ids=["DE", "GB", "US", "AT", "HK", "SG"],
)
def test_an_address_has_the_lines_of_its_country(
    address: Address | Buyer, lines: list[str]
) -> None:
    assert lines_of(address) == lines


@given(st.sampled_from(sorted(COUNTRIES)), st.sampled_from(["", "Company"]))
def test_no_part_of_an_address_is_lost_wherever_it_is(country: str, company: str) -> None:
    address = replace(BUYER, country=country, region="Region", company=company)
    written = "\n".join(lines_of(address))
    for part in ("Flora Amaryllis", "Gartenweg 7", "10115", "Berlin", "Region", address.company):
        assert part in written


def test_what_was_stored_before_buyers_had_companies_is_still_read() -> None:
    stored = {"name": "Flora", "street": "Gartenweg 7", "postcode": "10115", "city": "Berlin"}
    assert msgspec.convert(stored, Address).country == HOME
    buyer = msgspec.convert({**stored, "country": "AT"}, Buyer)
    assert (buyer.country, buyer.company, buyer.vat_id) == ("AT", "", "")
