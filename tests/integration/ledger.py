"""A database whose writes fail, before they are done or after: as when a primary fails over."""

from collections.abc import Callable, Set
from typing import Any

from pymongo.errors import AutoReconnect, NotPrimaryError, PyMongoError

WRITES = frozenset(
    {"insert_one", "replace_one", "update_one", "delete_one", "find_one_and_update", "bulk_write"}
)
NOT_PRIMARY = NotPrimaryError("the primary is failing over")
NO_ANSWER = AutoReconnect("the connection broke")


class Ledger:
    """A database, or a collection of it, between a store and the real one.

    As long as there are `failures`, each of `writes` ends with the last of them: before it is done,
    or `done`, as if its answer were lost.
    """

    def __init__(
        self,
        inner: Any,
        failures: list[PyMongoError],
        *,
        done: bool = False,
        writes: Set[str] = WRITES,
    ) -> None:
        self._inner = inner
        self._failures = failures
        self._done = done
        self._writes = writes

    def __getitem__(self, name: str) -> "Ledger":
        return Ledger(self._inner[name], self._failures, done=self._done, writes=self._writes)

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        return self._failing(method) if name in self._writes and self._failures else method

    def _failing(self, method: Callable[..., Any]) -> Callable[..., Any]:
        def fail(*arguments: Any, **named: Any) -> Any:
            if self._done:
                method(*arguments, **named)
            raise self._failures.pop().with_traceback(None)

        return fail
