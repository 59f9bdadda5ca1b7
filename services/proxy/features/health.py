"""How the proxy and what it reads are doing."""

from services.contracts.values import Value
from services.proxy.cache import CacheDownError
from services.proxy.dependencies import Dependencies
from services.proxy.operation import Operation
from services.proxy.request import PRIVATE, Reply, Request


class Health(Value):
    """How the proxy is doing. `dependencies` says `ok` or what is wrong."""

    status: str
    version: str
    revision: str
    """The commit that it was made from, with `-dirty` if files differed; `unknown` without git."""
    dependencies: dict[str, str]


def health(_: Request, deps: Dependencies) -> Reply:
    """Version, revision and dependencies (T42). Always 200: it is the proxy that answers."""
    try:
        deps.cache.ping()
        data_cache = "ok"
    except CacheDownError as error:
        data_cache = str(error)
    identity = "ok" if deps.verifier.keys.is_loaded else "keys not fetched yet"
    state = "ok" if data_cache == "ok" else "degraded"
    dependencies = {"data_cache": data_cache, "identity": identity}
    release = deps.release
    shown = Health(state, release.version, release.revision, dependencies)
    return Reply(shown, headers=PRIVATE)


OPERATIONS = (Operation(health, response=Health),)
