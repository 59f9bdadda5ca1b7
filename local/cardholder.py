"""A customer's browser at the payment provider.

Like a browser it knows the publishable key and one client_secret, and no secret of the store.
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
    """A customer with a card, and the address of the simulator."""

    provider: str

    def answer_the_bank(self, client_secret: str, *, is_them: bool) -> Any:
        """Complete 3-D Secure, or fail it; return the intent."""
        form = {"client_secret": client_secret, "success": is_them}
        return self._post("/_simulator/authenticate", json.dumps(form))

    def keep(self, client_secret: str, card: str) -> Any:
        """Save a card at the provider; return the setup intent."""
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
