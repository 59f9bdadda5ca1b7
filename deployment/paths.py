"""The files and ports of the local cloud."""

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path

from deployment.lock import is_held
from deployment.problems import ProblemError

ROOT = Path(__file__).parents[1]
DEFAULT_HOME = Path(os.environ.get("CRASSULA_HOME") or ROOT / ".local")
"""Each folder is a store of its own."""
PRIVATE = 0o700
FIRST_PORT = 4600
"""The emulator's; the database and the payment simulator take the next two."""


class PortTakenError(ProblemError):
    """Another program uses a port of the local cloud."""


@dataclass(frozen=True)
class Ports:
    """TCP ports on 127.0.0.1."""

    emulator: int
    database: int
    payments: int


@dataclass(frozen=True)
class Paths:
    """The folder with all state of one local cloud."""

    home: Path = DEFAULT_HOME

    @property
    def emulator(self) -> Path:
        """The emulator's state: stacks, queues, users, objects."""
        return self.home / "emulator"

    @property
    def database(self) -> Path:
        """The embedded database's journal."""
        return self.home / "database"

    @property
    def payments(self) -> Path:
        """The payment simulator's file."""
        return self.home / "payments.sqlite"

    @property
    def logs(self) -> Path:
        """One log file per server."""
        return self.home / "logs"

    @property
    def documents(self) -> Path:
        """Invoices and credit notes that `make demo` has downloaded."""
        return self.home / "documents"

    @property
    def outputs(self) -> Path:
        """The stacks' outputs, as JSON: by which other programs find the store."""
        return self.home / "outputs.json"

    @property
    def deployed(self) -> Path:
        """The digest of the templates that are deployed."""
        return self.home / "deployed.txt"

    @property
    def is_open(self) -> bool:
        """Whether `make run` keeps this store open; a file left by a power cut does not count."""
        return is_held(self.pid)

    @property
    def pid(self) -> Path:
        """The process that keeps this cloud running, and holds a lock on this file."""
        return self.home / "run.pid"

    @property
    def used(self) -> Path:
        """Locked while any process of this cloud runs."""
        return self.home / "used"

    def prepare(self) -> None:
        """Make the folder, private to its user: it has passwords, e-mails and invoices in it.

        Raises ProblemError when the folder contains something else.
        """
        self.home.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        names = {each.name for each in self.home.iterdir()}
        if names and not names & {each.name for each in (self.pid, self._remembered, self.logs)}:
            raise ProblemError(
                f"{self.home} has something else in it. CRASSULA_HOME must name a folder that is"
                " new or empty: the store makes it private, and `make reset` deletes it"
            )
        self.home.chmod(PRIVATE)

    def ports(self) -> Ports:
        """The ports of the last run, which are part of addresses in the state; at first, free ones.

        Raises PortTakenError when one of them is in use by now.
        """
        ports = self.remembered_ports()
        if ports:
            _check_free(ports)
            return ports
        ports = Ports(*free_ports(3))
        self.remember(ports)
        return ports

    def remember(self, ports: Ports) -> None:
        """Write the ports, so that other programs find the store."""
        self.prepare()
        self._remembered.write_text(json.dumps(vars(ports)))

    def remembered_ports(self) -> Ports | None:
        """The ports of the running store, or of the last one."""
        if not self._remembered.exists():
            return None
        return Ports(**json.loads(self._remembered.read_text()))

    @property
    def _remembered(self) -> Path:
        return self.home / "ports.json"


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_ports(count: int) -> list[int]:
    """Find TCP ports that no program listens on. Raises PortTakenError."""
    free: list[int] = []
    for port in range(FIRST_PORT, FIRST_PORT + 400):
        if _is_free(port):
            free.append(port)
        if len(free) == count:
            return free
    raise PortTakenError(f"no {count} free ports from {FIRST_PORT} up: stop some other program")


def _check_free(ports: Ports) -> None:
    for name, port in vars(ports).items():
        if not _is_free(port):
            raise PortTakenError(
                f"port {port} of the {name} is taken. If an earlier `make run` is still there, end"
                " it with `make stop`; otherwise end the program that listens on the port, or"
                " forget the local store with `make reset`"
            )
