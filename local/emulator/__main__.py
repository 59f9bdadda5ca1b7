"""`python -m local.emulator --port 4600 --state .local/emulator`: the local AWS, in the foreground.

Ready when `GET /_ministack/ready` answers. SIGTERM and Ctrl-C stop it cleanly, which writes its
state; the same command continues from there.
"""

import argparse
import os
import socket
import sys
from pathlib import Path

from local.emulator.environment import Home, environment
from local.emulator.version import WrongVersionError, check_version

GRACE_SECONDS = 1.0


def main(arguments: list[str] | None = None) -> int:
    """The command's entry; the exit code is 1 when it cannot start."""
    options = _parse(arguments)
    home = Home(options.state.resolve())
    try:
        check_version()
    except WrongVersionError as problem:
        print(problem, file=sys.stderr)
        return 1
    if _is_taken(options.port):
        print(_taken(options.port), file=sys.stderr)
        return 1
    home.prepare()
    os.environ.clear()
    os.environ.update(environment(options.port, home))
    _serve()
    return 0


def _parse(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="local.emulator", description=__doc__)
    parser.add_argument("--port", type=int, required=True, help="the TCP port on 127.0.0.1")
    parser.add_argument("--state", type=Path, required=True, help="the folder of its state")
    return parser.parse_args(arguments)


def _serve() -> None:
    """Run until a signal. Only now may ministack be imported: it reads the environment as it is."""
    from hypercorn.config import Config
    from ministack import app

    from local.emulator.patches import apply_patches

    apply_patches()
    # A browser's idle connections must not delay the stop.
    Config.graceful_timeout = GRACE_SECONDS
    sys.argv = ["ministack"]
    app.main()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _taken(port: int) -> str:
    return (
        f"Port {port} is in use. If an earlier local cloud is still running, end it with"
        " `make stop`; otherwise end the program that listens there, or give another --port."
    )


if __name__ == "__main__":
    sys.exit(main())
