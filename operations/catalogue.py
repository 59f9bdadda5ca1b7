"""`make catalogue`: send the catalogue and the delivery zones to inventory.

Items that the catalogue file leaves out stay on sale; zones that the zones file leaves out are no
longer delivered to. Florists set delivery days and stems themselves.
"""

import argparse
import secrets
import sys
from pathlib import Path
from typing import Any

import msgspec

from deployment.catalogue import CATALOGUE, ZONES, read_catalogue, read_zones
from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.contracts.inventory import Item, PutItems, PutZones, Zone
from services.runtime.envelope import Trace, seal

MARK_BYTES = 10


def main() -> int:
    """Send both files to inventory. The exit code is 1 when they could not be read or sent."""
    parser = argparse.ArgumentParser(prog="operations.catalogue", description=__doc__)
    parser.add_argument("--file", type=Path, default=CATALOGUE)
    parser.add_argument("--zones", type=Path, default=ZONES)
    stage_argument(parser)
    given = parser.parse_args()
    try:
        items, zones = read_catalogue(given.file), read_zones(given.zones)
        deployed = Deployed(given.stage)
        send(deployed.client("sqs"), deployed.outputs["InboxUrlInventory"], items, zones)
    except (OSError, msgspec.DecodeError, NotDeployedError) as problem:
        print(f"The catalogue was not sent: {problem}", file=sys.stderr)
        return 1
    print(f"{len(items)} items and {len(zones)} zones were sent to inventory.")
    return 0


def send(sqs: Any, inbox: str, items: tuple[Item, ...], zones: tuple[Zone, ...]) -> None:
    """Send the items in one message and the zones in another; it is harmless to repeat.

    Their mark lets inventory apply them once, though the queue may deliver them again much later.
    """
    trace = Trace.begin("catalogue")
    mark = secrets.token_hex(MARK_BYTES)
    for message in (PutItems(items, mark=mark), PutZones(zones, mark=mark)):
        sqs.send_message(QueueUrl=inbox, MessageBody=seal(message, trace).decode())


if __name__ == "__main__":
    sys.exit(main())
