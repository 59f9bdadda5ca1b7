"""Refuses what the store must not use: anything that DocumentDB might do differently."""

from collections.abc import Iterable, Mapping
from typing import Any

from local.wire import CommandError, Document
from services.runtime.mongo import COMMANDS, QUERY_OPERATORS, UPDATE_OPERATORS

COMMAND_NOT_FOUND = 59
FAILED_TO_PARSE = 9
NOT_PORTABLE = "the store uses only what services/runtime/mongo.py lists"


def check(command: Document) -> str:
    """The command's name in lower case. Raises CommandError when something is not on the list."""
    name = next(iter(command))
    if name.lower() not in COMMANDS:
        raise CommandError(COMMAND_NOT_FOUND, f"no such command: {name!r}; {NOT_PORTABLE}")
    for update in _updates(command):
        _check_update(update)
    for query in _queries(command):
        _check_query(query)
    return name.lower()


def _updates(command: Document) -> Iterable[Any]:
    if "update" in command and isinstance(command["update"], str):
        for operation in command.get("updates", ()):
            _refuse_extras(operation, {"q", "u", "upsert", "multi"})
            yield operation["u"]
    elif "update" in command:
        yield command["update"]


def _queries(command: Document) -> Iterable[Any]:
    yield command.get("filter", {})
    yield command.get("query", {})
    for operation in (*command.get("updates", ()), *command.get("deletes", ())):
        yield operation["q"]


def _refuse_extras(operation: Mapping[str, Any], known: set[str]) -> None:
    extra = {name for name in operation if operation[name] not in (None, [], {})} - known
    if extra:
        raise CommandError(FAILED_TO_PARSE, f"{sorted(extra)} of an update; {NOT_PORTABLE}")


def _check_update(update: Any) -> None:
    if not isinstance(update, Mapping):
        raise CommandError(FAILED_TO_PARSE, f"an update pipeline; {NOT_PORTABLE}")
    operators = {name for name in update if name.startswith("$")}
    if operators and len(operators) < len(update):
        raise CommandError(FAILED_TO_PARSE, "operators and fields are mixed in one update")
    _refuse(operators - UPDATE_OPERATORS)
    for operator in operators:
        for path in update[operator]:
            _refuse({part for part in path.split(".") if part.startswith("$")})


def _check_query(query: Any) -> None:
    if isinstance(query, Mapping):
        _refuse({name for name in query if name.startswith("$")} - QUERY_OPERATORS)
        for value in query.values():
            _check_query(value)
    elif isinstance(query, list):
        for value in query:
            _check_query(value)


def _refuse(operators: set[str]) -> None:
    if operators:
        raise CommandError(FAILED_TO_PARSE, f"{', '.join(sorted(operators))}: {NOT_PORTABLE}")
