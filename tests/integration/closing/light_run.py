"""`make run` with servers that do nothing: all that opens and closes a store is the real thing.

python -m tests.integration.closing.light_run HOME [SECONDS_TO_DEPLOY [SECONDS_TO_END]]
"""

import sys
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deployment.paths import Paths
from local.bound import Terms, run
from local.closing import Closing
from local.opening import keep_open
from local.progress import print_line
from local.servers import Server, start_all, stop_all

SERVER = "tests.integration.closing.light_server"
NAMES = ("first", "second")
LISTENING = "Signals are heard."
OPEN = "It is open."


@dataclass
class LightCloud:
    """Two servers, a tool that deploys nothing, and a seed that takes a moment."""

    paths: Paths
    terms: Terms
    deploying: str = "0.1"
    ending: str = "0"

    def __post_init__(self) -> None:
        self.servers = [self._server(name) for name in NAMES]

    def _server(self, name: str) -> Server:
        mark = self.paths.home / name
        command = [SERVER, str(mark), self.ending]
        return Server(name, command, mark.exists, self.paths.logs / f"{name}.log", self.terms)

    def start(self) -> None:
        """Start both."""
        start_all(self.servers)

    def deploy(self) -> None:
        """Run a tool."""
        sleep = f"import time; time.sleep({self.deploying})"
        run([sys.executable, "-S", "-c", sleep], None, self.terms)

    def seed(self, now: datetime) -> None:
        """Ask again and again."""
        for _ in range(5):
            self.terms.check()
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop both."""
        stop_all(self.servers)

    def welcome(self) -> str:
        """What the tests wait for."""
        return OPEN


def main() -> int:
    """As `local.run` does it."""
    closing = Closing()
    print_line(LISTENING)
    paths = Paths(Path(sys.argv[1]))
    code = keep_open(paths, closing, lambda terms: LightCloud(paths, terms, *sys.argv[2:]))
    closing.finish()
    return code


if __name__ == "__main__":
    sys.exit(main())
