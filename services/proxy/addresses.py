"""Addresses, phones and e-mails in bodies, made right or refused before a body is decoded.

They are pasted from anywhere. What is passed on has the form of its country, so that the services
behind compare, print and encode it without looking at it again.
"""

import re
from typing import Any

from services.contracts.common import HOME
from services.policy.addresses import example_of, plain, postcode_in
from services.policy.countries import COUNTRIES
from services.policy.vat import EXAMPLE, vat_id_of
from services.proxy.problems import invalid

SCHEME = re.compile("^TEL: ?")
"""Of a number that was copied as a link."""


def with_addresses(value: Any, field: str = "") -> Any:
    """Answer decoded JSON with its addresses, phones and e-mail addresses as they are written.

    Raises ProblemError 422, naming the field, for an address in no country, or with a postcode or
    a VAT id that there cannot be.
    """
    match value:
        case list():
            return [with_addresses(each, f"{field}[{at}]") for at, each in enumerate(value)]
        case dict():
            inside = {
                name: with_addresses(each, f"{field}.{name}" if field else name)
                for name, each in value.items()
            }
            return {**inside, **_written(inside, f"{field}." if field else "")}
        case _:
            return value


def _written(entry: dict[str, Any], path: str) -> dict[str, str]:
    """The fields of an object that are written otherwise than they came."""
    written: dict[str, str] = {}
    if isinstance(phone := entry.get("phone"), str):
        written["phone"] = SCHEME.sub("", plain(phone))
    if isinstance(email := entry.get("email"), str):
        written["email"] = email.strip().lower()
    if not isinstance(postcode := entry.get("postcode"), str):
        return written
    if not isinstance(given := entry.get("country", HOME), str):
        return written
    country = plain(given)
    if country not in COUNTRIES:
        raise invalid(f"{path}country", "an ISO 3166-1 code of a country, such as DE")
    written |= {
        "country": country,
        "postcode": checked_postcode(f"{path}postcode", postcode, country),
    }
    if isinstance(vat_id := entry.get("vat_id"), str):
        written["vat_id"] = _vat_id(f"{path}vat_id", vat_id, country)
    return written


def checked_postcode(field: str, postcode: str, country: str) -> str:
    """The postcode as the country writes it. Raises ProblemError 422 with an example of one."""
    found = postcode_in(country, postcode)
    if found is None:
        example = example_of(country)
        such_as = f": write it like {example}" if example else ""
        raise invalid(field, f"this is no postcode of the country {country}{such_as}")
    return found


def _vat_id(field: str, vat_id: str, country: str) -> str:
    found = vat_id_of(country, vat_id)
    if found is None:
        raise invalid(field, f"this is no VAT id: write it like {EXAMPLE}, or leave it out")
    return found
