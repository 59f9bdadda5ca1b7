"""A customer's browser at the payment provider: what its page and the card's bank ask.

It knows the publishable key and one client_secret, as a browser does, and nothing of the store's.
"""

import json
import urllib.request
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from local.payments.__main__ import PUBLISHABLE_KEY

TIMEOUT_SECONDS = 5


@dataclass(frozen=True)
class Cardholder:
    """Somebody with a card, at the simulator with this address."""

    provider: str

    def answer_the_bank(self, client_secret: str, *, is_them: bool) -> Any:
        """3-D Secure asks whether it is them; answers the intent as it is then."""
        said = {"client_secret": client_secret, "success": is_them}
        return self._post("/_simulator/authenticate", json.dumps(said))

    def keep(self, client_secret: str, card: str) -> Any:
        """Give the provider a card that it shall keep; answers the setup intent."""
        setup = client_secret.partition("_secret_")[0]
        form = {"client_secret": client_secret, "payment_method": card}
        return self._post(f"/v1/setup_intents/{setup}/confirm", urlencode(form))

    def _post(self, path: str, content: str) -> Any:
        request = urllib.request.Request(
            f"{self.provider}{path}",
            data=content.encode(),
            headers={"Authorization": f"Bearer {PUBLISHABLE_KEY}"},
        )
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as answer:
            return json.load(answer)
