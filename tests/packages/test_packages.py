"""A look into each function's package, made as production has it, by whatever Python runs here."""

import _imp
import ast
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bundling import ROOT, interpreter
from bundling.packages import make_packages
from services.manifest import SERVICES, Participant
from services.policy.delivery import SHOP_TIME
from services.runtime import aws

pytestmark = pytest.mark.timeout(900)
"""A slow line: the libraries for the functions are downloaded once."""
MAGIC = b"\xf3\x0d\x0d\x0a"
"""How byte code of Python 3.13 begins."""
UNCHECKED = b"\x01\0\0\0"
"""The flags of byte code that is believed without a look at its source."""
INSIDE = Path(__file__).parent / "inside.py"
Answer = dict[str, Any]
SHARED = Path("services", "manifest.py")


@pytest.fixture(scope="module", autouse=True)
def tools() -> Iterator[None]:
    """Node and uv are beside this Python."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        yield


@pytest.fixture(scope="module")
def packages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All packages, made by this Python."""
    folder = tmp_path_factory.mktemp("packages")
    make_packages(folder)
    return folder


@pytest.fixture(scope="module")
def answer(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Answer:
    """What the functions' Python tells of itself, and of a module whose source would fail."""
    folder = tmp_path_factory.mktemp("inside")
    shutil.copytree(packages / "proxy" / "services", folder / "services")
    (folder / SHARED).write_text("raise AssertionError('it was compiled anew')")
    told: Answer = interpreter.run(INSIDE, folder, "services.manifest")
    return told


def modules(package: Path) -> list[Path]:
    return sorted(package.rglob("*.py"))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def byte_code(module: Path) -> bytes:
    return (module.parent / "__pycache__" / f"{module.stem}.cpython-313.pyc").read_bytes()


@pytest.mark.parametrize("service", SERVICES)
def test_every_module_has_byte_code_that_the_functions_python_believes(
    packages: Path, service: Participant
) -> None:
    found = modules(packages / service)
    assert packages / service / "services" / service / "handler.py" in found
    for module in found:
        header = byte_code(module)[:16]
        key = int.from_bytes(MAGIC, "little")
        assert header == MAGIC + UNCHECKED + _imp.source_hash(key, module.read_bytes()), module
    others = {file.name for file in files(packages / service) if file.suffix == ".pyc"}
    assert others == {f"{module.stem}.cpython-313.pyc" for module in found}


@pytest.mark.parametrize("service", SERVICES)
def test_a_traceback_names_files_as_they_lie_in_the_function(
    packages: Path, service: Participant
) -> None:
    for module in modules(packages / service):
        name = f"/var/task/{module.relative_to(packages / service).as_posix()}"
        assert name.encode() in byte_code(module)


@pytest.mark.parametrize("service", SERVICES)
def test_a_package_holds_nothing_of_the_machine_that_made_it(
    packages: Path, service: Participant
) -> None:
    here = [str(path).encode() for path in (ROOT, packages, Path(sys.prefix))]
    for file in files(packages / service):
        content = file.read_bytes()
        assert not any(path in content for path in here), file


def test_packages_that_are_made_twice_are_the_same_byte_for_byte(
    packages: Path, tmp_path: Path
) -> None:
    make_packages(tmp_path)
    assert digests(tmp_path) == digests(packages)


def digests(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in files(folder)
    }


def test_the_functions_python_runs_the_byte_code_without_its_source(answer: Answer) -> None:
    assert answer["services"] == list(SERVICES)
    assert answer["compiled from"] == f"/folder/{SHARED.as_posix()}"


@pytest.mark.parametrize("service", SERVICES)
def test_a_package_imports_nothing_that_its_own_python_lacks(
    packages: Path, service: Participant, answer: Answer
) -> None:
    package = packages / service
    carried = {path.name.partition(".")[0] for path in package.iterdir()}
    wanted = {
        name.partition(".")[0]
        for module in modules(package / "services")
        for node in ast.walk(ast.parse(module.read_bytes()))
        for name in imported(node)
    }
    assert "services" in wanted
    assert wanted - set(answer["standard library"]) - carried == set()


@pytest.mark.parametrize("service", SERVICES)
def test_a_package_carries_the_models_of_what_it_calls_and_no_other(
    packages: Path, service: Participant
) -> None:
    data = packages / service / "botocore" / "data"
    assert {path.name for path in data.iterdir() if path.is_dir()} == aws.SERVICES
    assert (data / "partitions.json").is_file()


@pytest.mark.parametrize("service", SERVICES)
def test_a_package_carries_the_time_zones_that_its_days_are_counted_in(
    packages: Path, service: Participant
) -> None:
    assert (packages / service / "tzdata" / "zoneinfo" / SHOP_TIME.key).is_file()


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
