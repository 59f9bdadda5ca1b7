"""The addresses of each country are those of the package that is locked."""

import pytest

from docs.tool.address_formats import FORMATS, PACKAGE, read, written
from services.policy.countries import COUNTRIES


@pytest.mark.finding("H1", "B05", "B06", "B19")
def test_the_formats_are_those_of_the_maintained_data() -> None:
    assert FORMATS.read_text(encoding="utf-8") == written(), (
        f"{PACKAGE} says otherwise: python -m docs.tool.address_formats"
    )


def test_the_data_has_all_countries() -> None:
    assert read().keys() == COUNTRIES
