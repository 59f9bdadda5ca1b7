"""Finds what the analysis calls a symbol: a file, or a name in it; and reads its source.

A symbol is `path/to/file.py:Class.method`, `path/to/file.py:CONSTANT`, or a path alone. Python is
read as Python; in other languages it is enough that each part of the name stands there as a word.
"""

import ast
import hashlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path


def missing(root: Path, symbol: str) -> str | None:
    """What is wrong with the symbol, or None if it exists."""
    path, _, name = symbol.partition(":")
    if not (root / path).exists():
        return f"{path} does not exist"
    if name and source(root, symbol) is None:
        return f"{path} has no {name}"
    return None


def source(root: Path, symbol: str) -> str | None:
    """The text of the symbol; None if there is none. A folder's is that of its Python files."""
    path, _, name = symbol.partition(":")
    file = root / path
    if file.is_dir():
        return None if name else "".join(each.read_text() for each in sorted(file.rglob("*.py")))
    if not file.is_file():
        return None
    if not name:
        return file.read_text(errors="replace")
    return _python(file, name) if file.suffix == ".py" else _words(file, name)


def fingerprint(root: Path, symbol: str) -> str | None:
    """A short hash of the symbol's source, which tells whether it was changed."""
    text = source(root, symbol)
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def line(root: Path, symbol: str) -> int:
    """Where the symbol begins, counted from 1; 1 if that cannot be said."""
    path, _, name = symbol.partition(":")
    file = root / path
    found = _find(file, name) if name and file.suffix == ".py" and file.is_file() else None
    return found.lineno if found else 1


def _python(file: Path, name: str) -> str | None:
    found = _find(file, name)
    if found is None:
        return None
    decorators = getattr(found, "decorator_list", ())
    begin = min((each.lineno for each in decorators), default=found.lineno)
    return "\n".join(_text(file).splitlines()[begin - 1 : found.end_lineno])


def _words(file: Path, name: str) -> str | None:
    """The whole file, if it has every part of the name: other languages are not parsed."""
    text = _text(file)
    found = all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) for part in name.split("."))
    return text if found else None


def _text(file: Path) -> str:
    return file.read_text(errors="replace")


@cache
def _tree(text: str) -> ast.Module:
    return ast.parse(text)


def _find(file: Path, name: str) -> ast.stmt | None:
    scope: ast.Module | ast.stmt = _tree(_text(file))
    for part in name.split("."):
        inner = next((node for each, node in _names(scope) if each == part), None)
        if inner is None:
            return None
        scope = inner
    return scope if isinstance(scope, ast.stmt) else None


def _names(scope: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """What is defined right inside a module, a class or a function."""
    for node in ast.iter_child_nodes(scope):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name, node
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            yield from ((name, node) for name in _assigned(node))
        elif isinstance(node, ast.If | ast.Try | ast.With):
            yield from _names(node)
    if isinstance(scope, ast.ClassDef):
        yield from _attributes(scope)


def _attributes(scope: ast.ClassDef) -> Iterator[tuple[str, ast.stmt]]:
    """What the methods of a class assign to `self`."""
    for node in ast.walk(scope):
        if isinstance(node, ast.Assign | ast.AnnAssign):
            own = (name for name in _assigned(node) if name.startswith("self."))
            yield from ((name.removeprefix("self."), node) for name in own)


def _assigned(node: ast.Assign | ast.AnnAssign) -> Iterator[str]:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    for target in targets:
        for each in ast.walk(target):
            if isinstance(each, ast.Name | ast.Attribute) and isinstance(each.ctx, ast.Store):
                yield ast.unparse(each)
