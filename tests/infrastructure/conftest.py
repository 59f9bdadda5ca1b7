"""The stages' templates, each synthesised once, with cdk-nag looking at them."""

import fcntl
import json
import os
import sys
from pathlib import Path

import pytest

from tests.infrastructure.templates import Templates

ROOT = Path(__file__).parents[2]
DOMAIN = "flowers.example"
ZONE = "Z0123456789"


@pytest.fixture(scope="session")
def prod(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """As `cdk synth` writes them for an account, but with the functions' sources alone."""
    return once(tmp_path_factory, "prod")


@pytest.fixture(scope="session")
def with_domain(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Production under a domain of its own, which SES has verified."""
    return once(
        tmp_path_factory, "with_domain", domain=DOMAIN, hosted_zone_id=ZONE, email_codes="true"
    )


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The store on a laptop."""
    return once(tmp_path_factory, "local", stage="local")


@pytest.fixture(params=["prod", "with_domain", "local"])
def synthesised(request: pytest.FixtureRequest) -> Templates:
    """Each of them in turn."""
    templates: Templates = request.getfixturevalue(request.param)
    return templates


def once(factory: pytest.TempPathFactory, name: str, **context: str) -> Templates:
    """Templates that the linters have looked at, made by whichever test process comes first."""
    base = factory.getbasetemp()
    together = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = together / f"synthesised-{name}"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "done"
        if not done.exists():
            synthesise(folder, look=True, **context)
            done.touch()
    return Templates(folder)


def synthesise(output: Path, *, look: bool = False, **context: str) -> Templates:
    """The templates with this context: of production, unless it names a stage.

    With `look`, CDK's own validation and cdk-nag report what they find, in seconds.
    """
    # The CDK runs in Node, which is beside this Python.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    from aws_cdk import App, Validations
    from cdk_nag import AwsSolutionsChecks

    from stacks.config import stage_of
    from stacks.store import build_store

    given = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(
        outdir=str(output),
        context={**given, "bundles": "source", **context},
        builtin_cloud_formation_validation=look,
    )
    build_store(app, stage_of(app))
    if look:
        Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
    return Templates(output)
