"""Reads from the code which files open which collection for writing.

A call counts if its argument is text, or a constant of the same file or of one that it is imported
from. A write that goes around the opening function is seen where it is written in one breath
(`database["things"].insert_one(...)`), not where the collection was given a name before.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

WRITES = (
    "insert_one", "insert_many", "update_one", "update_many", "replace_one", "delete_one",
    "delete_many", "find_one_and_update", "find_one_and_replace", "find_one_and_delete",
    "bulk_write", "drop",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """Where code gets write access to a collection."""

    file: str
    line: int
    collection: str | None
    """None if that cannot be read from the code."""


def openings(root: Path, within: str, opened_by: str, argument: int) -> Iterator[Opening]:
    """Every call of the opening function, and every write around it."""
    home, _, function = opened_by.partition(":")
    for file in sorted(root.glob(within)):
        name = str(file.relative_to(root))
        if name == home:
            continue
        for node in ast.walk(_tree(file)):
            if isinstance(node, ast.Call):
                yield from _opened(root, file, name, node, function.split(".")[-1], argument)
                yield from _written(name, node)


def _opened(
    root: Path, file: Path, name: str, call: ast.Call, function: str, argument: int
) -> Iterator[Opening]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else _id(call.func)
    if called == function and len(call.args) > argument:
        yield Opening(name, call.lineno, _text(root, file, call.args[argument]))


def _written(name: str, call: ast.Call) -> Iterator[Opening]:
    if isinstance(call.func, ast.Attribute) and call.func.attr in WRITES:
        collection = call.func.value
        if isinstance(collection, ast.Subscript) and isinstance(collection.slice, ast.Constant):
            yield Opening(name, call.lineno, str(collection.slice.value))


def _text(root: Path, file: Path, node: ast.expr) -> str | None:
    """The text of a literal or of a constant."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    name = _id(node)
    if not name:
        return None
    if (own := _constant(file, name)) is not None:
        return own
    source = _imported_from(file, name)
    there = root / f"{source.replace('.', '/')}.py" if source else None
    return _constant(there, name) if there and there.is_file() else None


def _constant(file: Path, name: str) -> str | None:
    for node in _tree(file).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Constant)
            and name in {_id(target) for target in node.targets}
        ):
            return str(node.value.value)
    return None


def _imported_from(file: Path, name: str) -> str | None:
    for node in _tree(file).body:
        if isinstance(node, ast.ImportFrom) and name in {each.name for each in node.names}:
            return node.module
    return None


def _id(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())
