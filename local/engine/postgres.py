"""PostgreSQL with the engine's extension, on 127.0.0.1; its data is deleted when it stops."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from local.engine.system import run
from setup.bootstrap import entered

BIN = "/usr/lib/postgresql/18/bin"
DATA = "/var/lib/postgresql/crassula"
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '/tmp'
max_connections = 400
fsync = off
shared_preload_libraries = 'pg_cron,pg_documentdb_core,pg_documentdb'
cron.database_name = 'postgres'
"""


@contextmanager
def running(root: Path, port: int) -> Iterator[str]:
    """A fresh PostgreSQL with the extension; yields how psycopg finds it."""
    with entered(root):
        run(root, "rm", "-rf", DATA)
        run(root, f"{BIN}/initdb", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-D", DATA)
        settings = SETTINGS.format(port=port)
        run(root, "tee", "-a", f"{DATA}/postgresql.conf", given=settings)
        run(root, f"{BIN}/pg_ctl", "start", "-w", "-D", DATA, "-l", f"{DATA}/log")
        try:
            run(
                root, f"{BIN}/psql", "-h", "127.0.0.1", "-p", str(port), "-d", "postgres",
                "-c", "CREATE EXTENSION documentdb CASCADE",
            )  # fmt: skip
            yield f"host=127.0.0.1 port={port} user=postgres dbname=postgres"
        finally:
            run(root, f"{BIN}/pg_ctl", "stop", "-m", "immediate", "-D", DATA)
