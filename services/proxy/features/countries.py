"""How addresses are written in each country, for the forms that ask for them."""

import functools

from services.contracts.common import Country
from services.contracts.inventory import RefreshCatalogue
from services.contracts.values import Value
from services.policy.addresses import Format, formats
from services.policy.delivery import countries_of
from services.proxy.dependencies import Dependencies
from services.proxy.features.catalogue import SHARED
from services.proxy.operation import Operation
from services.proxy.reading import expected
from services.proxy.request import Reply, Request

POSTCODES = {"zip": "ZIP code", "pin": "PIN code", "eircode": "Eircode"}
CITIES = {"post_town": "Post town"}
REGIONS = {"": "Province", "do_si": "Province or city"}
"""The data's words for parts of an address, where they are not ours."""


class ShownPostcode(Value):
    """What a country's postcode is called, and one of them."""

    label: str
    example: str
    is_required: bool


class ShownCountry(Value):
    """How addresses are written in a country: what its city, postcode and region are called.

    Null is a part that they do not have, or can do without.
    """

    code: Country
    city: str
    postcode: ShownPostcode | None
    region: str | None


class ShownCountries(Value):
    """All countries by their codes, for invoices; the shop delivers in those of `delivered`."""

    delivered: tuple[Country, ...]
    countries: tuple[ShownCountry, ...]


def countries(request: Request, deps: Dependencies) -> Reply:
    """How addresses are written in each country, and in which of them the shop delivers."""
    view = expected(deps.cache.zones(), request, deps, RefreshCatalogue())
    shown = ShownCountries(tuple(countries_of(view.zones)), _all())
    return Reply(shown, headers=SHARED)


@functools.cache
def _all() -> tuple[ShownCountry, ...]:
    return tuple(_shown(code, known) for code, known in sorted(formats().items()))


def _shown(code: Country, known: Format) -> ShownCountry:
    postcode = ShownPostcode(
        label=POSTCODES.get(known.postcode_name, "Postcode"),
        example=known.examples[0] if known.examples else "",
        is_required=known.needs_postcode,
    )
    region = REGIONS.get(known.region_name, known.region_name.capitalize())
    return ShownCountry(
        code=code,
        city=CITIES.get(known.city_name, known.city_name.capitalize() or "City"),
        postcode=postcode if known.postcode else None,
        region=region if known.needs_region else None,
    )


OPERATIONS = (Operation(countries, response=ShownCountries),)
