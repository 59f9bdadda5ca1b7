"""A VAT id is kept as the European Union writes it."""

import pytest

from services.policy.vat import PATTERNS, vat_id_of


@pytest.mark.finding("H8")
@pytest.mark.parametrize(
    ("country", "written", "kept"),
    [
        ("DE", "DE123456789", "DE123456789"),
        ("DE", "de 123 456 789", "DE123456789"),
        ("DE", "123456789", "DE123456789"),
        ("DE", "ATU13585627", "ATU13585627"),
        ("AT", "U 1358-5627", "ATU13585627"),
        ("GR", "EL094259216", "EL094259216"),
        ("GR", "GR094259216", "EL094259216"),
        ("NL", "NL 0044.95.445.B.01", "NL004495445B01"),
        ("CH", "CHE-107.787.577 MWST", "CHE107787577MWST"),
        ("GB", "\u200eGB 980 7806 84", "GB980780684"),
        ("FR", "", ""),
        ("FR", " \u200b", ""),
    ],
)
def test_a_vat_id_is_read_as_it_is_written(country: str, written: str, kept: str) -> None:
    assert vat_id_of(country, written) == kept


@pytest.mark.finding("H8")
@pytest.mark.parametrize(
    ("country", "wrong"),
    [
        ("DE", "DE12345678"),
        ("DE", "DE1234567890"),
        ("DE", "DEO23456789"),
        ("AT", "AT13585627"),
        ("US", "12-3456789"),
        ("DE", "ZZ123456789"),
        ("DE", "none"),
        ("DE", "DE" + "1" * 5000),
    ],
)
def test_what_cannot_be_one_is_none(country: str, wrong: str) -> None:
    assert vat_id_of(country, wrong) is None


def test_every_member_state_is_known_and_northern_ireland() -> None:
    assert len(PATTERNS) == 27 + 1
