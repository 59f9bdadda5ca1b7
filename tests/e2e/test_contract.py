"""The deployed API keeps what its description promises, whatever it is sent."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error

from local.shopper import Shopper
from tests.e2e.store import Store

if TYPE_CHECKING:
    from schemathesis import Case

DESCRIPTION = json.loads((Path(__file__).parents[2] / "docs" / "openapi.json").read_text())
EXAMPLES = 12
"""Per operation and kind of test; the generator is the same in every run."""


@schemathesis.hook
def map_body(_: Any, body: Any) -> Any:
    """JSON Schema counts 1.0 among the integers; the API asks for one as JSON writes it."""
    if isinstance(body, dict):
        return {name: map_body(_, value) for name, value in body.items()}
    if isinstance(body, list):
        return [map_body(_, each) for each in body]
    return int(body) if isinstance(body, float) and body.is_integer() else body


schema = schemathesis.openapi.from_dict(DESCRIPTION)


@pytest.fixture(scope="module")
def shown(store: Store, flora: Shopper, fleur: Shopper) -> dict[str, Shopper]:
    """Everything has been looked at once, so that no view is still being prepared."""
    for person in (flora, fleur):
        for path in ("/catalogue", "/delivery-days", "/orders", "/profile"):
            assert person.get(path).status == 200
    return {"shop": flora, "staff": fleur}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_is_as_it_is_described(case: "Case[Any]", shown: dict[str, Shopper]) -> None:
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
        case.validate_response(answer)


def _header(answer: Any, name: str) -> str:
    values = answer.headers[name]
    return str(values[0] if isinstance(values, list) else values)
