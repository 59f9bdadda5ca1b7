"""What may import what: README's table, held module by module, and no circle anywhere."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from services.manifest import SERVICES

ROOT = Path(__file__).parents[3]
ROW = re.compile(r"^\| (?P<folders>`[^|]*) \|[^|]*\| (?P<allowed>[^|]*) \|$", re.MULTILINE)
EVERYTHING = ("bench", "tests")
"""Programs that measure and try the others may use each of them."""
PYTHON = (
    "app.py", "bench", "bundling", "deployment", "dfmea", "docs", "local", "operations", "services",
    "setup", "stacks", "tests",
)  # fmt: skip
IN_EACH_SERVICE = ("manifest.py", "contracts", "policy", "runtime")


def table() -> dict[str, set[str]]:
    """Folder or module, and what it may import, as README says."""
    found: dict[str, set[str]] = {}
    readme = (ROOT / "README.md").read_text()
    for row in ROW.finditer(readme[readme.index("| folder | what | may import |") :]):
        allowed = {each.rstrip("/") for each in re.findall(r"`([^`]+)`", row["allowed"])}
        for folder in re.findall(r"`([^`]+)`", row["folders"]):
            found[folder.rstrip("/")] = allowed
    return found


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {
    module_of(path): path
    for name in PYTHON
    for path in ([ROOT / name] if name.endswith(".py") else sorted((ROOT / name).rglob("*.py")))
    if "fixtures" not in path.parts
}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                inside = f"{node.module}.{alias.name}"
                yield inside if inside in MODULES else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


@cache
def _ours(module: str, path: Path) -> frozenset[str]:
    return frozenset(name for name in imported(path) if name in MODULES and name != module)


def ours(module: str) -> frozenset[str]:
    """Our modules that it imports, also inside a function."""
    return _ours(module, MODULES[module])


def folder_of(module: str, folders: set[str]) -> str | None:
    """The folder of the table that a module belongs to: the longest that holds it."""
    place = module.replace(".", "/")
    inside = [
        each
        for each in folders
        if place == each.removesuffix(".py") or place.startswith(f"{each.removesuffix('.py')}/")
    ]
    return max(inside, key=len, default=None)


def faults() -> list[str]:
    allowed = table()
    for service in SERVICES:
        common = {f"services/{each}" for each in IN_EACH_SERVICE}
        allowed[f"services/{service}"] = {*common, f"services/{service}"}
    found = []
    for module in MODULES:
        here = folder_of(module, set(allowed))
        if module.startswith(EVERYTHING):
            continue
        if here is None:
            found.append(f"{module} belongs to no folder of README's table")
            continue
        found.extend(
            f"{module} imports {other}: README lets {here} not"
            for other in sorted(ours(module))
            if folder_of(other, allowed[here] | {here}) is None
        )
    return found


def test_each_module_imports_what_readme_says_and_no_more() -> None:
    assert faults() == []


@pytest.mark.parametrize(
    ("importer", "other"),
    [
        ("services.order.domain.order", "services.payment.domain"),
        ("services.contracts.orders", "services.policy.orders"),
        ("services.runtime.inbox", "services.order.domain.order"),
        ("deployment.paths", "local.run"),
        ("operations.redrive", "local.seed"),
        ("local.run", "operations.redrive"),
        ("stacks.bus", "services.order.domain.order"),
        ("dfmea.tool.model", "services.order.domain.order"),
    ],
)
def test_an_import_against_the_table_is_found(
    importer: str, other: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    changed = tmp_path / "changed.py"
    changed.write_text(f"{MODULES[importer].read_text()}\nimport {other}\n")
    monkeypatch.setitem(MODULES, importer, changed)
    assert [fault for fault in faults() if fault.startswith(f"{importer} imports {other}")]


def circle() -> list[str]:
    """Some modules that import each other in a circle, if any do."""
    try:
        TopologicalSorter({module: ours(module) for module in MODULES}).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_through_others() -> None:
    assert circle() == []


def test_a_circle_is_found(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    changed = tmp_path / "changed.py"
    changed.write_text(f"{MODULES['services.manifest'].read_text()}\nimport services.policy.tax\n")
    monkeypatch.setitem(MODULES, "services.manifest", changed)
    assert {"services.manifest", "services.policy.tax"} & set(circle())
