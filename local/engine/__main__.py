"""`make test-engine`: the conformance and the services' tests against the independent engine.

python -m local.engine <arguments of pytest>. Where the engine cannot be installed it prints why and
succeeds: the engine is a second check, not a part of the store.
"""

import os
import sys
import threading
from pathlib import Path

from deployment.paths import ROOT, free_ports
from local.bound import Terms, run
from local.closing import Closing, ClosingError
from local.engine.gateway import Gateway
from local.engine.postgres import running
from local.engine.system import EngineFailedError, install
from local.progress import step
from local.wire import WireServer
from setup.bootstrap import NoMachineError, check_machine


def main() -> int:
    """Install, start, test, stop; return pytest's exit code."""
    closing = Closing()
    home, terms = ROOT / "build" / "engine", Terms(closing.check)
    home.mkdir(parents=True, exist_ok=True)
    try:
        check_machine("make test-engine")
        with step("Installing the engine (once, about a minute)"):
            install(home / "root", home / "install.log", terms)
        return _test(home / "root", sys.argv[1:], terms)
    except ClosingError:
        print("\nEnded early, as you wished.", file=sys.stderr)
        return 1
    except NoMachineError as reason:
        print(f"Skipped: the independent engine is not here. {reason}")
        return 0
    except EngineFailedError as reason:
        print(f"The engine does not work: {reason}", file=sys.stderr)
        return 1


def _test(root: Path, arguments: list[str], terms: Terms) -> int:
    database, wire = free_ports(2)
    with running(root, database) as dsn, WireServer(wire, Gateway(dsn).execute) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        environment = {**os.environ, "MONGODB_URI": f"mongodb://127.0.0.1:{wire}/"}
        command = [sys.executable, "-m", "pytest", *arguments]
        try:
            return run(command, None, terms, environment=environment)
        finally:
            server.shutdown()


if __name__ == "__main__":
    sys.exit(main())
