"""A function carries what it imports: nothing is borrowed from Lambda's runtime, which changes."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from bundling import COMMON
from services.manifest import SERVICES, Participant

ROOT = Path(__file__).parents[3]
PINNED = re.compile(r"^([A-Za-z0-9._-]+)==\S+", re.MULTILINE)
NEEDS = {"zoneinfo": "tzdata"}
"""What Python's own modules read of the machine, unless a package has it."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def carried(service: Participant) -> set[str]:
    """The distributions that are pinned for its package, each with its hashes."""
    text = (ROOT / "requirements" / f"{service}.txt").read_text()
    return {canonical(name) for name in PINNED.findall(text)}


def imported(service: Participant) -> set[str]:
    """The top-level modules that the code in its package imports, also inside functions."""
    found = set()
    for package in (service, *COMMON):
        for path in (ROOT / "services" / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Import):
                    found |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                    found.add(node.module.partition(".")[0])
    return found - {"services"}


def borrowed(service: Participant, locked: set[str]) -> set[str]:
    """What it imports and neither its package nor Python has."""
    distributions = packages_distributions()
    missing = set()
    for module in imported(service):
        if module in sys.stdlib_module_names:
            owners = [NEEDS[module]] if module in NEEDS else []
        else:
            owners = distributions.get(module, [module])
        if owners and locked.isdisjoint(canonical(owner) for owner in owners):
            missing.add(module)
    return missing


@pytest.mark.finding("W11")
@pytest.mark.parametrize("service", SERVICES)
def test_everything_that_a_function_imports_is_pinned_in_its_own_package(
    service: Participant,
) -> None:
    assert borrowed(service, carried(service)) == set()


@pytest.mark.parametrize(
    ("distribution", "module"),
    [("urllib3", "urllib3"), ("botocore", "botocore"), ("tzdata", "zoneinfo")],
)
def test_what_lambda_would_lend_is_noticed_when_the_package_lacks_it(
    distribution: str, module: str
) -> None:
    locked = carried(Participant.PROXY) - {distribution}
    assert borrowed(Participant.PROXY, locked) == {module}
