"""What a browser loads from the simulator, as it loads Stripe.js from Stripe."""

import json
import urllib.error
import urllib.request

import pytest

from local.payments.cards import CARDS
from tests.payments import Provider


def load(provider: Provider, path: str) -> tuple[str, bytes]:
    """The content type and the content at a path."""
    with urllib.request.urlopen(f"{provider.url}{path}", timeout=5) as answer:
        return answer.headers["Content-Type"], answer.read()


def test_the_script_and_its_frames_need_no_key(provider: Provider) -> None:
    kind, script = load(provider, "/v3/")
    assert kind.startswith("text/javascript")
    assert b"globalThis.Stripe" in script
    for name in ("card.html", "card.js", "bank.html", "bank.js", "pages.css"):
        assert load(provider, f"/v3/{name}")[1]


def test_every_test_number_stands_for_a_card_that_the_bank_knows(provider: Provider) -> None:
    _, content = load(provider, "/v3/cards.json")
    for number, name in json.loads(content).items():
        assert CARDS[name].last4 == number[-4:]


@pytest.mark.parametrize("path", ["/v3/../cards.py", "/v3/none.html", "/v3/v3/v3.js"])
def test_nothing_else_is_there(provider: Provider, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        load(provider, path)
    assert refused.value.code == 401
