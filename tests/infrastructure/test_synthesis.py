"""Anybody can synthesise the stacks, and the linters find nothing in them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import bundling
from bundling import NotPackagedError
from stacks.config import UnknownStageError
from tests.claims import proves
from tests.infrastructure.conftest import ROOT, synthesise
from tests.infrastructure.templates import Templates

NOBODY = "http://127.0.0.1:9"
"""Port 9, where nothing answers: whoever needs the network there fails."""


@proves("T50")
@pytest.mark.parametrize("stage", ["local", "prod"])
def test_a_synthesis_needs_no_account_no_credentials_and_no_network(
    stage: str, tmp_path: Path
) -> None:
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "PYTHONPATH": str(ROOT),
        "HTTP_PROXY": NOBODY,
        "HTTPS_PROXY": NOBODY,
        "CDK_OUTDIR": str(tmp_path / "out"),
        "CDK_VALIDATION": "false",
        "CDK_CONTEXT_JSON": json.dumps({"stage": stage, "bundles": "source"}),
    }
    done = subprocess.run(
        [sys.executable, "app.py"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    names = {file.name.split(".")[0] for file in (tmp_path / "out").glob("*.template.json")}
    everywhere = {"Identity", "Bus", "Storage", "Services", "Api", "Site", "Observability"}
    expected = everywhere | ({"Network", "Data"} if stage == "prod" else set())
    assert names == {f"Crassula-{stage}-{stack}" for stack in expected}


def test_cdk_nag_finds_nothing_that_nobody_has_given_a_reason_for(
    synthesised: Templates,
) -> None:
    report = json.loads((synthesised.folder / "validation-report.json").read_text())
    findings = [
        (violation["ruleName"], construct["constructPath"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
    ]
    assert findings == []


@proves("T50")
def test_cfn_lint_finds_nothing(synthesised: Templates, prod: Templates) -> None:
    # Most stacks are the same with a domain and without: those are looked at once.
    seen = set() if synthesised is prod else {file.read_bytes() for file in prod.files}
    files = [file for file in synthesised.files if file.read_bytes() not in seen]
    assert files
    done = subprocess.run(
        [Path(sys.executable).parent / "cfn-lint", *files],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == ""
    assert done.returncode == 0


def test_two_stages_do_not_share_a_name(prod: Templates) -> None:
    assert all(file.name.startswith("Crassula-prod-") for file in prod.files)


def test_production_is_not_synthesised_with_functions_that_have_no_byte_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bundling, "BUNDLES", tmp_path / "bundles")
    (tmp_path / "bundles" / "proxy").mkdir(parents=True)
    (tmp_path / "bundles" / "proxy" / "shop.py").write_text("ROSES = 12")
    with pytest.raises(NotPackagedError, match=r"shop\.py has no byte code of Python 3\.13"):
        synthesise(tmp_path / "out", bundles="packaged")


def test_a_domain_without_its_zone_is_refused_before_anything_is_deployed(tmp_path: Path) -> None:
    with pytest.raises(UnknownStageError, match="go together"):
        synthesise(tmp_path, domain="flowers.example")
    with pytest.raises(UnknownStageError, match="go together"):
        synthesise(tmp_path, hosted_zone_id="Z1")


NAMELESS = {
    # It limits its own log group to a day, as the CDK documents it.
    "LogRetention": "Data",
    # The CDK's readers and writers of what a stack in another region exports.
    "CustomCrossRegionExport": "",
}
"""Functions of the CDK whose log group cannot be named."""


@pytest.mark.finding("W19")
def test_no_log_is_kept_for_ever(synthesised: Templates) -> None:
    groups = synthesised.of("AWS::Logs::LogGroup")
    assert [g.place for g in groups if "RetentionInDays" not in g.properties] == []
    assert [
        f.place
        for f in synthesised.of("AWS::Lambda::Function")
        if "LoggingConfig" not in f.properties and not f.id.startswith(tuple(NAMELESS))
    ] == []
    if synthesised.of("AWS::EC2::VPC"):
        names = json.dumps([g.properties.get("LogGroupName") for g in groups])
        assert "API-Gateway-Execution-Logs_" in names
        stage = synthesised.the("AWS::ApiGateway::Stage")
        assert any("Execution" in each for each in stage.body["DependsOn"])
    clusters = synthesised.of("AWS::DocDB::DBCluster")
    limited = synthesised.of("Custom::LogRetention")
    assert len([each for each in limited if each.properties["RetentionInDays"]]) == len(clusters)


@pytest.mark.finding("W21")
def test_no_other_api_of_the_account_shares_the_metrics_of_this_one(prod: Templates) -> None:
    assert prod.the("AWS::ApiGateway::RestApi").properties["Name"] == "crassula-prod"
