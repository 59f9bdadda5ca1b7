"""python -m local.database --port N --data DIR"""

import argparse
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from local.closing import Closing
from local.database.records import JournalDamagedError
from local.database.server import DurableEngine, InUseError
from local.database.session import Session
from local.wire import WireServer

SWEEP_SECONDS = 5


def main() -> int:
    """Serve until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="local.database", description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, required=True)
    arguments = parser.parse_args()
    try:
        engine = DurableEngine(arguments.data)
    except InUseError as error:
        print(f"{error}. End it first: `make stop`", file=sys.stderr)
        return 1
    except JournalDamagedError as error:
        print(
            f"{arguments.data}: {error}. Nothing was changed. Bring back a copy of the folder, or"
            " begin a new store with `make reset`",
            file=sys.stderr,
        )
        return 1
    except OSError as error:
        print(f"{arguments.data}: {error.strerror}. Make room on the disk first", file=sys.stderr)
        return 1
    try:
        server = WireServer(arguments.port, engine.execute, lambda: Session(engine.execute).execute)
    except OSError as error:
        print(f"port {arguments.port}: {error.strerror}. End what listens there, or choose another")
        return 1
    closing = Closing()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    while not closing.is_asked(SWEEP_SECONDS):
        engine.expire(datetime.now(UTC))
    server.shutdown()
    engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
