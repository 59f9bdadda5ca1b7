"""`make run`: the whole store on this machine, in the foreground, until Ctrl-C."""

import os
import signal
import sys
import threading
from datetime import UTC, datetime

from local import seed
from local.cloud import LocalCloud
from local.deploy import DeployFailedError
from local.places import Places, PortTakenError
from local.servers import ServerFailedError
from local.shopper import NotYetError

PROBLEMS = (DeployFailedError, NotYetError, PortTakenError, ServerFailedError)


def main() -> int:
    """Start, deploy, seed, tell, wait, stop. The exit code is 1 when the store did not open."""
    stopping = threading.Event()
    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, lambda *_: stopping.set())
    places = Places()
    try:
        cloud = LocalCloud(places, places.ports(), os.environ.get("MONGODB_URI", ""))
    except PortTakenError as problem:
        return _tell(problem)
    places.pid.write_text(str(os.getpid()))
    try:
        return _serve(cloud, stopping)
    except PROBLEMS as problem:
        return _tell(problem)
    finally:
        cloud.stop()
        places.pid.unlink(missing_ok=True)


def _serve(cloud: LocalCloud, stopping: threading.Event) -> int:
    cloud.start()
    cloud.deploy()
    cloud.seed(datetime.now(UTC))
    print(_welcome(cloud), flush=True)
    while not stopping.wait(1):
        for server in cloud.servers:
            if not server.is_alive():
                raise ServerFailedError(f"the {server.name} has ended; its log: {server.log}")
    return 0


def _welcome(cloud: LocalCloud) -> str:
    outputs = cloud.outputs()
    return f"""
Crassula is open.

  Site      {outputs["SiteUrl"]}
  API       {outputs["ApiUrl"]}/health
  Customer  {seed.CUSTOMER.email}   password {seed.CUSTOMER.password}
  Florist   {seed.FLORIST.email}   password {seed.FLORIST.password}

  make demo               see what the store can do   (in another terminal)
  make mail               read what its customers were written
  make trace ORDER=...    follow one order through every service
  Ctrl-C or make stop     close the store; its state is kept until make reset
"""


def _tell(problem: Exception) -> int:
    print(f"\nThe store did not open: {problem}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
