"""An address that is taken on can be invoiced: its country is one that the e-invoice knows."""

import re

import pytest

from services.policy.countries import COUNTRIES, NOWHERE
from services.proxy.addresses import with_addresses
from services.proxy.problems import ProblemError
from tests.unit.invoicing.norm import RULES

OLDER_THAN = {"SS"}
"""South Sudan is in the standard's list, but not in the library's copy of it."""


def test_every_country_is_in_the_list_of_the_e_invoices_standard() -> None:
    lists = [found.split() for found in re.findall(r"' ([^']*\bDE\b[^']*) '", RULES.read_text())]
    countries = next(codes for codes in lists if {"AD", "ZW"} <= set(codes))
    assert set(countries) >= COUNTRIES - OLDER_THAN
    assert len(COUNTRIES) == 249


def test_nobodys_country_is_none() -> None:
    with pytest.raises(ProblemError, match="country"):
        with_addresses({"postcode": "00", "country": NOWHERE})
