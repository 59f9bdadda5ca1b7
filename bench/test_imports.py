"""What a cold start pays for imports, as CPU time in ratios: the least of several runs each."""

import os
import resource
import subprocess
import sys
from pathlib import Path

from bench.conftest import Show
from services.shared.participants import PROXY, SERVICES

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


def cpu_seconds(code: str) -> float:
    """User and system time of a Python that runs this and ends."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "POWERTOOLS_TRACE_DISABLED": "true", "PYTHONPATH": str(Path.cwd())}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
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
