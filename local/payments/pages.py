"""What a browser loads from the simulator instead of Stripe: `/v3/`, its frames, the test cards."""

import json
from pathlib import Path

from local.payments.cards import NUMBERS

FOLDER = Path(__file__).with_name("v3")
TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
}
PREFIX = "/v3/"
SCRIPT = "v3.js"
CARDS = "cards.json"


def page(path: str) -> tuple[str, bytes] | None:
    """The content type and the content at a path below `/v3/`; None: nothing is there."""
    name = path.removeprefix(PREFIX) or SCRIPT
    if name == CARDS:
        return "application/json", json.dumps(NUMBERS).encode()
    file = FOLDER / name
    if file.suffix not in TYPES or file.name != name or not file.is_file():
        return None
    return TYPES[file.suffix], file.read_bytes()
