"""What a cold start pays for imports, as CPU time in ratios: the least of several runs each."""

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bench.conftest import Show
from bundling import copy_sources
from bundling.compiler import compile_packages
from bundling.packages import install
from bundling.runtime import PYTHON
from services.manifest import PROXY, SERVICES, Participant

RUNS = 7
BARE = "pass"
PLAIN = "import boto3, pymongo"
PEERS = """
import boto3, jwt, pydantic, pymongo
from aws_lambda_powertools import Logger, Metrics, Tracer
from aws_lambda_powertools.event_handler import APIGatewayRestResolver
Logger(service="peer"); Metrics(namespace="peer", service="peer"); Tracer(service="peer")
APIGatewayRestResolver(enable_validation=True)
class Line(pydantic.BaseModel):
    sku: str
    quantity: int
class Order(pydantic.BaseModel):
    lines: list[Line]
boto3.client("sqs", region_name="eu-central-1")
"""
"""What the handlers of comparable stores import."""


def cpu_seconds(code: str, *paths: Path, python: tuple[str, ...] = (sys.executable,)) -> float:
    """User and system time of a Python that runs this and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    found = os.pathsep.join(map(str, paths or [Path.cwd()]))
    environment = {**os.environ, "POWERTOOLS_TRACE_DISABLED": "true", "PYTHONPATH": found}
    subprocess.run([*python, "-c", code], check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def test_imports(table: Show) -> None:
    cases = {
        "a bare interpreter": BARE,
        "boto3 and pymongo": PLAIN,
        "the peers' handler": PEERS,
        **{str(s): f"import services.{s}.handler" for s in SERVICES},
    }
    least = dict.fromkeys(cases, float("inf"))
    for _ in range(RUNS):
        for name, code in cases.items():
            least[name] = min(least[name], cpu_seconds(code))
    bare, plain = least["a bare interpreter"], least["boto3 and pymongo"]
    peers = least["the peers' handler"]
    table(
        f"Imports (CPU time, least of {RUNS}); a bare interpreter took {bare * 1000:.0f} ms",
        ("", "x bare", "x boto3+pymongo", "x peers", "aim"),
        (
            (name, took / bare, took / plain, took / peers, _aim(name))
            for name, took in least.items()
        ),
    )


def _aim(name: str) -> str:
    if name not in SERVICES:
        return ""
    return "<= 1/2 peers" if name == PROXY else "<= 1/3 peers"


def test_imports_as_shipped(table: Show, tmp_path: Path) -> None:
    """On the functions' Python: with the byte code that packages have, and if they had none."""
    if not (python := _functions_python()):
        pytest.skip(f"no Python {PYTHON} is on the PATH: imports as shipped are not measured")
    for service in SERVICES:
        install(service, tmp_path / "with" / service)
        copy_sources(service, tmp_path / "with" / service)
        shutil.copytree(tmp_path / "with" / service, tmp_path / "without" / service)
    compile_packages(tmp_path / "with", SERVICES)
    # Without packages of its own and without writing byte code, as a function starts.
    start = (python, "-S", "-B")
    least: dict[Participant, list[float]] = {s: [float("inf")] * 2 for s in SERVICES}
    bare = min(cpu_seconds(BARE, tmp_path, python=start) for _ in range(RUNS))
    for _ in range(RUNS):
        for service, best in least.items():
            for way, folder in enumerate(("with", "without")):
                handler = f"import services.{service}.handler"
                took = cpu_seconds(handler, tmp_path / folder / service, python=start)
                best[way] = min(best[way], took)
    table(
        f"Imports as shipped, by Python {PYTHON} (CPU time, least of {RUNS});"
        f" a bare interpreter took {bare * 1000:.0f} ms",
        ("", "ms", "x bare", "ms without byte code", "x as shipped"),
        (
            (s, f"{took * 1000:.0f}", took / bare, f"{without * 1000:.0f}", without / took)
            for s, (took, without) in least.items()
        ),
    )


def _functions_python() -> str:
    """A Python of the functions' version on this machine, or nothing."""
    script = "import sys; print('{}.{}'.format(*sys.version_info))"
    for python in (sys.executable, shutil.which(f"python{PYTHON}")):
        if python:
            said = subprocess.run(
                [python, "-c", script], capture_output=True, text=True, check=False
            )
            if said.stdout.strip() == PYTHON:
                return python
    return ""
