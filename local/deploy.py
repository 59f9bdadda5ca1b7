"""Deploys the stacks of stage `local` with the CDK command line, only when they have changed."""

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import boto3

from deployment.paths import ROOT, Paths, Ports
from deployment.problems import ProblemError
from local.bound import Terms, run

ACCOUNT = "000000000000"
REGION = "us-east-1"
CDK = ROOT / "requirements" / "node" / "node_modules" / ".bin" / "cdk"
TOOLS = Path(sys.executable).parent
"""Where Node is: beside this Python, from its wheel."""
ASSETS = f"cdk-hnb659fds-assets-{ACCOUNT}-{REGION}"
BOOTSTRAP_PARAMETER = "/cdk-bootstrap/hnb659fds/version"
BOOTSTRAP_VERSION = "30"
DATABASE_HOST = "mongodb://127.0.0.1"


EARLIER = (
    "If an earlier version made this local store, it may not be changed into this one: `make reset`"
    " forgets it, and the next `make run` begins anew."
)


class DeployFailedError(ProblemError):
    """The stacks were not synthesised or not deployed; the message has the tool's last output."""


def environment(endpoint: str) -> dict[str, str]:
    """The environment with which boto3 and the CDK connect only to the local cloud."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return {
        **kept,
        "PATH": f"{TOOLS}{os.pathsep}{kept.get('PATH', '')}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_EC2_METADATA_DISABLED": "true",
    }


def context(ports: Ports, mongodb_uri: str = "") -> dict[str, str]:
    """The CDK context of stage `local`: the addresses of emulator, database and provider."""
    uri = mongodb_uri or f"mongodb://{{service}}:{{service}}@127.0.0.1:{ports.database}/"
    return {
        "stage": "local",
        "endpoint": f"http://localhost:{ports.emulator}",
        "database_uri": uri,
        "cache_uri": uri,
        "payment_url": f"http://127.0.0.1:{ports.payments}",
    }


def synthesise(context: Mapping[str, str], output: Path, terms: Terms) -> str:
    """Write the stage's templates to `output`; answers their digest. Raises DeployFailedError."""
    temporary = output.with_name("tmp")
    for each in (output, temporary):
        shutil.rmtree(each, ignore_errors=True)
    temporary.mkdir(parents=True)
    everywhere = json.loads((ROOT / "cdk.json").read_text())["context"]
    arguments = {
        "CDK_OUTDIR": str(output),
        "CDK_CONTEXT_JSON": json.dumps({**everywhere, **context}),
        "CDK_VALIDATION": "false",
        # The next run removes what is left there when the command is killed.
        "TMPDIR": str(temporary),
    }
    searched = {"PATH": f"{TOOLS}{os.pathsep}{os.environ.get('PATH', '')}"}
    _run([sys.executable, "app.py"], {**os.environ, **searched, **arguments}, ROOT, terms)
    return _digest(output)


def bootstrap(endpoint: str) -> None:
    """Create what the CDK expects in an account: its bucket of assets, and a version number."""
    session = boto3.Session("test", "test", region_name=REGION)
    s3 = session.client("s3", endpoint_url=endpoint)
    if ASSETS not in [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]:
        s3.create_bucket(Bucket=ASSETS)
    session.client("ssm", endpoint_url=endpoint).put_parameter(
        Name=BOOTSTRAP_PARAMETER, Value=BOOTSTRAP_VERSION, Type="String", Overwrite=True
    )


def deploy(assembly: Path, endpoint: str, outputs: Path, terms: Terms) -> None:
    """Deploy every stack of the assembly; writes their outputs. Raises DeployFailedError."""
    command = [
        str(CDK), "deploy", "--all", "--app", str(assembly), "--method=direct",
        "--concurrency", "4", "--require-approval", "never", "--ci",
        "--outputs-file", str(outputs),
    ]  # fmt: skip
    # Not in the folder of cdk.json, whose build step packages the functions.
    _run(command, environment(endpoint), outputs.parent, terms)


def read_outputs(paths: Paths) -> dict[str, str]:
    """Every output of the deployed stacks, by its name."""
    stacks: dict[str, dict[str, str]] = json.loads(paths.outputs.read_text())
    return {name: value for outputs in stacks.values() for name, value in outputs.items()}


def is_deployed(paths: Paths, digest: str, endpoint: str) -> bool:
    """Whether the emulator still has the stacks with this digest."""
    if not (paths.outputs.exists() and paths.deployed.exists()):
        return False
    if paths.deployed.read_text() != digest:
        return False
    cloudformation: Any = boto3.Session("test", "test", region_name=REGION).client(
        "cloudformation", endpoint_url=endpoint
    )
    there = {s["StackName"] for s in cloudformation.describe_stacks()["Stacks"]}
    return set(json.loads(paths.outputs.read_text())) <= there


def _digest(assembly: Path) -> str:
    """A digest of the templates; they name their assets by content, so it covers everything."""
    together = hashlib.sha256()
    for template in sorted(assembly.rglob("*.template.json")):
        together.update(template.read_bytes())
    return together.hexdigest()


def _run(command: list[str], environment: Mapping[str, str], where: Path, terms: Terms) -> None:
    with tempfile.TemporaryFile() as output:
        if run(command, output, terms, where, environment):
            output.seek(0)
            words = output.read().decode(errors="replace").strip().splitlines()[-40:]
            told = [f"`{' '.join(command[:2])}` failed:", *words, EARLIER]
            raise DeployFailedError("\n".join(told))
