"""The deployed API keeps what its description promises, whatever it is sent."""

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis.strategies import dates
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import positive_data_acceptance

from local.seed import Person
from local.shopper import Shopper
from tests.claims import proves
from tests.e2e.store import Store

if TYPE_CHECKING:
    from schemathesis import Case

DESCRIPTION = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
LETTERS = re.compile("[A-Z]{2}")
GERMAN = {
    "postcode": (re.compile("([A-Za-z0-9][A-Za-z0-9 -]{1,11})?"), "10115"),
    "vat_id": (re.compile("[A-Z]{2}[A-Z0-9+*]{2,14}"), "DE123456789"),
}
"""What parts of addresses may look like by the schema, and what is right in Germany."""
BEYOND_A_SCHEMA = {
    "quote_enquiry": "a deposit is not more than the lines together",
    "place_order": "there is a bouquet, in `lines` or in `bouquets`",
    "set_delivery_day": "a cut-off is before its day",
    "delivery_days": "a postcode is one of its country",
    "list_orders": "a cursor names an order",
    "list_enquiries": "a cursor names an enquiry",
    "list_open_enquiries": "a cursor names an enquiry",
    "search_orders": "there is a letter or a digit in the words",
}
"""Operations that may refuse what is right by their schema, and what it cannot say."""
CORA = Person("cora@crassula.test", "Cora Cosmea")
"""A customer of these tests alone: they may be told to forget her."""
EXAMPLES = 12
"""Per operation and kind of test; the generator is the same in every run."""


SEEN = (
    "/catalogue",
    "/delivery-days",
    "/countries",
    "/orders",
    "/profile",
    "/profile/cards",
    "/enquiries",
)


@schemathesis.hook
def map_body(_: Any, body: Any) -> Any:
    """What a schema cannot say: 1.0 is no integer here, few pairs of letters are countries, and
    each has its own postcodes and VAT ids."""
    if isinstance(body, dict):
        written = {
            name: "DE" if _looks_like_a_country(name, value) else map_body(_, value)
            for name, value in body.items()
        }
        return {name: _of_germany(name, value) for name, value in written.items()}
    if isinstance(body, list):
        return [map_body(_, each) for each in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


def _of_germany(name: str, value: Any) -> Any:
    """A part of an address with a value that it may have, where its form is right."""
    if isinstance(value, str) and name in GERMAN and GERMAN[name][0].fullmatch(value):
        return GERMAN[name][1]
    return value


def _looks_like_a_country(name: str, value: Any) -> bool:
    return name == "country" and isinstance(value, str) and bool(LETTERS.fullmatch(value))


schemathesis.openapi.format("date", dates(date(2000, 1, 1), date(2099, 12, 31)).map(str))
"""The days that calendars of people have; before and after them a day is a slip of the finger."""
WITH_BODY = [
    operation["operationId"]
    for path in DESCRIPTION["paths"].values()
    for operation in path.values()
    if "requestBody" in operation
]
"""For the edges of long texts in bodies the generator tries some 90 s, where nothing runs yet, in
each test process. Bodies get more of the other examples instead."""
schema = schemathesis.openapi.from_dict(DESCRIPTION)
without_edges = schemathesis.openapi.from_dict(DESCRIPTION)
without_edges.config.phases.coverage.enabled = False


@pytest.fixture(scope="module")
def shown(store: Store, fleur: Shopper) -> dict[str, Shopper]:
    """Everything has been looked at once, so that no view is still being prepared."""
    cora = store.welcome(CORA)
    for person in (cora, fleur):
        for path in SEEN:
            assert person.get(path).status == 200
    return {"shop": cora, "staff": fleur}


def examples(most: int) -> settings:
    """As many for each operation and kind of test, the same in every run."""
    return settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


@proves("FM-K08-01:mitigation")
@schema.exclude(operation_id=WITH_BODY).parametrize()
@examples(EXAMPLES)
def test_the_api_is_as_it_is_described(case: "Case[Any]", shown: dict[str, Shopper]) -> None:
    keeps_its_promise(case, shown)


@proves("FM-K08-01:mitigation")
@without_edges.include(operation_id=WITH_BODY).parametrize()
@examples(5 * EXAMPLES)
def test_what_takes_a_body_is_as_it_is_described(
    case: "Case[Any]", shown: dict[str, Shopper]
) -> None:
    keeps_its_promise(case, shown)


def keeps_its_promise(case: "Case[Any]", shown: dict[str, Shopper]) -> None:
    """Call the deployed API with this; what it answers is in its description."""
    (room,) = case.operation.tags or []
    person = shown[room]
    answer = case.call(
        base_url=person.api,
        headers={"Authorization": f"Bearer {person.token}"},
        allow_redirects=False,
    )
    if answer.status_code == 503:
        # A view that is being prepared: an ordinary answer, if it says when to come again.
        assert int(_header(answer, "retry-after")) >= 1
        case.validate_response(answer, excluded_checks=[not_a_server_error])
    else:
        is_beyond = case.operation.definition.raw["operationId"] in BEYOND_A_SCHEMA
        beyond: list[Any] = [positive_data_acceptance] if is_beyond else []
        case.validate_response(answer, excluded_checks=beyond)


def _header(answer: Any, name: str) -> str:
    values = answer.headers[name]
    return str(values[0] if isinstance(values, list) else values)
