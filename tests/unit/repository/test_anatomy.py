"""Who knows one service knows all of them: the same files, and arrows that never point back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.contracts.topology import received_by
from services.manifest import SERVICES, Participant

ROOT = Path(__file__).parents[3]
RECEIVERS = [service for service in SERVICES if received_by(service)]
"""The services that read a queue; the proxy answers HTTP requests instead."""
REQUIRED = {"handler", "dependencies", "handlers", "domain", "repository"}
USE_CASE = "a use case"
MAY_USE = {
    "domain": {"domain"},
    "ports": {"domain", "ports"},
    "repository": {"domain", "repository"},
    "gateways": {"domain", "ports", "gateways"},
    USE_CASE: {"domain", "ports", "repository", USE_CASE},
    "dependencies": {"domain", "ports", "repository", "gateways", USE_CASE},
    "handlers": {"domain", "ports", "repository", "gateways", USE_CASE, "dependencies", "handlers"},
    "handler": {"handlers", "dependencies"},
}
"""What each part of a service may import of the same service."""


def parts(service: Participant) -> dict[str, Path]:
    """The files and folders with code in a service's folder, by their names."""
    return {
        path.stem: path
        for path in (ROOT / "services" / service).iterdir()
        if path.suffix == ".py" or any(path.glob("**/*.py"))
        if path.name not in ("__init__.py", "__pycache__")
    }


def part_of(name: str) -> str:
    return name if name in MAY_USE else USE_CASE


def used(service: Participant, part: Path) -> Iterator[tuple[Path, str]]:
    """Each file of a part, and the parts of its service that it imports."""
    package = f"services.{service}"
    for file in [part] if part.is_file() else part.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == package:
                yield from ((file, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"{package}."):
                yield file, (node.module or "").split(".")[2]


@pytest.mark.parametrize("service", RECEIVERS)
def test_a_service_has_the_files_that_every_service_has(service: Participant) -> None:
    assert set(parts(service)) >= REQUIRED


@pytest.mark.parametrize("service", RECEIVERS)
def test_a_service_is_tried_with_its_database(service: Participant) -> None:
    assert list((ROOT / "tests" / "integration" / service).glob("test_*.py"))


@pytest.mark.parametrize("service", RECEIVERS)
def test_the_entry_of_lambda_has_no_rule_in_it(service: Participant) -> None:
    entry = ast.parse((ROOT / "services" / service / "handler.py").read_text())
    kinds = {type(node) for node in entry.body}
    assert kinds <= {ast.Expr, ast.Assign, ast.Import, ast.ImportFrom}


@pytest.mark.parametrize("service", RECEIVERS)
def test_inside_a_service_no_arrow_points_back(service: Participant) -> None:
    against = [
        f"{file.relative_to(ROOT)} imports {other}"
        for name, part in parts(service).items()
        for file, other in used(service, part)
        if part_of(other) not in MAY_USE[part_of(name)]
    ]
    assert against == []


def test_services_readme_describes_each_part() -> None:
    text = (ROOT / "services" / "README.md").read_text()
    named = {part_of(name) for service in RECEIVERS for name in parts(service)} - {USE_CASE}
    assert {name for name in named if f"`{name}" not in text} == set()
