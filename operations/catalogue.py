"""`make catalogue`: sell what stands in the catalogue file, and deliver where the zones file says.

Items that the catalogue does not name stay on sale; zones that are not named are delivered to no
more. Delivery days and stems are the florists' to set.
"""

import argparse
import sys
from pathlib import Path
from typing import Any

import msgspec

from deployment.catalogue import CATALOGUE, ZONES, read_catalogue, read_zones
from deployment.deployed import Deployed, NotDeployedError, stage_argument
from services.contracts.inventory import Item, PutItems, PutZones, Zone
from services.runtime.envelope import Trace, seal


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
        bring(deployed.client("sqs"), deployed.outputs["InboxUrlInventory"], items, zones)
    except (OSError, msgspec.DecodeError, NotDeployedError) as problem:
        print(f"The catalogue was not brought: {problem}", file=sys.stderr)
        return 1
    print(f"{len(items)} items and {len(zones)} zones are on their way to inventory.")
    return 0


def bring(sqs: Any, inbox: str, items: tuple[Item, ...], zones: tuple[Zone, ...]) -> None:
    """Send them, each as a whole; harmless to repeat."""
    trace = Trace.begin("catalogue")
    for message in (PutItems(items), PutZones(zones)):
        sqs.send_message(QueueUrl=inbox, MessageBody=seal(message, trace).decode())


if __name__ == "__main__":
    sys.exit(main())
