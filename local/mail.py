"""`make mail`: the e-mails that the local store has sent, newest last. They went nowhere else."""

import json
import sys
import urllib.request
from collections.abc import Mapping
from typing import Any

from deployment.paths import Paths
from stacks.config import LOCAL_ACCOUNT

RULE = "─" * 78


def read(endpoint: str) -> list[dict[str, Any]]:
    """The e-mails in the emulator's SES, oldest first. Raises OSError when it is not running."""
    url = f"{endpoint}/_ministack/ses/messages?account={LOCAL_ACCOUNT}"
    with urllib.request.urlopen(url, timeout=5) as answer:
        messages: list[dict[str, Any]] = json.load(answer)["messages"].get(LOCAL_ACCOUNT, [])
    return messages


def shown(message: Mapping[str, Any]) -> str:
    """One e-mail as text."""
    return (
        f"{RULE}\nFrom:    {message['Source']}\nTo:      {', '.join(message['To'])}\n"
        f"Subject: {message['Subject']}\n\n{message['BodyText'] or message['BodyHtml']}\n"
    )


def main() -> int:
    """Print the e-mails. The exit code is 1 when the store is not running."""
    ports = Paths().remembered_ports()
    try:
        messages = read(f"http://localhost:{ports.emulator}") if ports else None
    except OSError:
        messages = None
    if messages is None:
        print("The store is not running: `make run` opens it.", file=sys.stderr)
        return 1
    for message in messages:
        print(shown(message))
    if not messages:
        print("No e-mail has been sent.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
