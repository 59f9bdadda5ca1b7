"""The stages' templates, each synthesised once, with cdk-nag looking at them."""

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
    return synthesise(tmp_path_factory.mktemp("prod"))


@pytest.fixture(scope="session")
def with_domain(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """Production under a domain of its own."""
    return synthesise(tmp_path_factory.mktemp("domain"), domain=DOMAIN, hosted_zone_id=ZONE)


@pytest.fixture(scope="session")
def local(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    """The store on a laptop."""
    return synthesise(tmp_path_factory.mktemp("local"), stage="local")


@pytest.fixture(params=["prod", "with_domain", "local"])
def synthesised(request: pytest.FixtureRequest) -> Templates:
    """Each of them in turn."""
    templates: Templates = request.getfixturevalue(request.param)
    return templates


def synthesise(output: Path, **context: str) -> Templates:
    """The templates with this context: of production, unless it names a stage."""
    # The CDK runs in Node, which is beside this Python.
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    from aws_cdk import App, Validations
    from cdk_nag import AwsSolutionsChecks

    from stacks.config import stage_of
    from stacks.store import build_store

    given = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(outdir=str(output), context={**given, "bundles": "source", **context})
    build_store(app, stage_of(app))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    app.synth()
    return Templates(output)
