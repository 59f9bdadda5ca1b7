"""`make catalogue`: sell what stands in the catalogue file, at its prices.

Items that the file does not name stay on sale; delivery days and stems are the florists' to set.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from local.seed import CATALOGUE, read_catalogue
from operations.deployed import Deployed, NotDeployedError, stage_argument
from services.shared.envelope import Trace, seal
from services.shared.messages import PutItems
from services.shared.model import Item


def main() -> int:
    """Send the catalogue to inventory. The exit code is 1 when it could not be read or sent."""
    parser = argparse.ArgumentParser(prog="operations.catalogue", description=__doc__)
    parser.add_argument("--file", type=Path, default=CATALOGUE)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        items = read_catalogue(given.file)
        deployed = Deployed(given.stage)
        bring(deployed.client("sqs"), deployed.outputs["InboxUrlInventory"], items)
    except (OSError, msgspec.DecodeError, NotDeployedError) as problem:
        print(f"The catalogue was not brought: {problem}", file=sys.stderr)
        return 1
    print(f"{len(items)} items are on their way to inventory.")
    return 0


def bring(sqs: Any, inbox: str, items: tuple[Item, ...]) -> None:
    """Send them as one message; harmless to repeat."""
    message = seal(PutItems(items), Trace.begin("catalogue"))
    sqs.send_message(QueueUrl=inbox, MessageBody=message.decode())


if __name__ == "__main__":
    sys.exit(main())
