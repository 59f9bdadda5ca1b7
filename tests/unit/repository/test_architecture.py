"""Dependencies point inward, and each bundle carries what its code imports."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.manifest import OWNERS, SERVICES, Participant
from services.runtime import aws
from services.runtime.mongo import NotTheOwnerError, connect, own
from tests.claims import proves

ROOT = Path(__file__).parents[3]
FORBIDDEN_IN_A_DOMAIN = {
    "boto3",
    "botocore",
    "os",
    "pymongo",
    "stripe",
    "typst",
    "urllib",
    "urllib3",
}
WHERE_COLLECTIONS_ARE = re.compile(r"\b(cache|database)$")
PACKAGES = ("contracts", "policy", "runtime")
COMMON = (*PACKAGES, "manifest")
"""What every service has."""
DOMAINS = sorted(
    path
    for pattern in ("*/domain.py", "*/domain/**/*.py")
    for path in (ROOT / "services").glob(pattern)
)
WAYS_ROUND = {"get_collection", "get_database"}
"""How pymongo would give a collection away past its owner."""
OURS = (
    "services",
    "stacks",
    "deployment",
    "local",
    "operations",
    "docs",
    "dfmea",
    "bench",
    "bundling",
    "setup",
)
"""Where our Python is, besides tests."""
KNOWING_THE_PROVIDER = ("services/payment/gateways/provider", "local/payments", "stacks/browser.py")
"""The gateway, what simulates the provider, and the policy of the page that shows its form."""
DISTRIBUTION = {"jwt": "pyjwt", "bson": "pymongo", "aws_lambda_powertools": "aws-lambda-powertools"}


def sources(service: str) -> list[Path]:
    return sorted((ROOT / "services" / service).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def third_party(service: str) -> set[str]:
    modules = {name.split(".")[0] for path in sources(service) for name in imports(path)}
    return modules - set(sys.stdlib_module_names) - {"services", "__future__"}


@proves("FM-FN-06:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_no_service_imports_another(service: Participant) -> None:
    for path in sources(service):
        others = [
            name
            for name in imports(path)
            if name.startswith("services.") and name.split(".")[1] not in (service, *COMMON)
        ]
        assert others == [], f"{path.relative_to(ROOT)} imports {others}"


@pytest.mark.parametrize("domain", DOMAINS, ids=str)
def test_a_domain_does_not_know_where_it_runs(domain: Path) -> None:
    used = {name.split(".")[0] for name in imports(domain)}
    assert used & FORBIDDEN_IN_A_DOMAIN == set()


POLICY_USES = {
    "collections", "datetime", "functools", "msgspec", "pathlib", "re", "services", "typing",
    "unicodedata", "zoneinfo",
}  # fmt: skip
"""Paths only of data beside a module, which is as constant as the module itself."""
READS_THE_CLOCK = {"now", "today", "utcnow"}


@pytest.mark.parametrize("module", sources("policy"), ids=lambda path: path.stem)
def test_the_policy_is_pure(module: Path) -> None:
    for name in imports(module):
        assert name.split(".")[0] in POLICY_USES, f"{module.name} imports {name}"
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in READS_THE_CLOCK, f"{module.name}:{node.lineno}"


def test_prices_add_up_without_anything_else() -> None:
    pricing = ROOT / "services" / "policy" / "pricing.py"
    assert not [name for name in imports(pricing) if name.startswith("services")]


def knowing_pymongo(service: str) -> set[str]:
    return {
        path.relative_to(ROOT / "services" / service).parts[0].removesuffix(".py")
        for path in sources(service)
        if any(name.split(".")[0] in {"pymongo", "bson"} for name in imports(path))
    }


@pytest.mark.parametrize("service", [*SERVICES, *PACKAGES])
def test_aws_is_called_by_one_module_alone(service: str) -> None:
    knowing = {
        path.relative_to(ROOT / "services").as_posix()
        for path in sources(service)
        if {name.split(".")[0] for name in imports(path)} & {"boto3", "botocore"}
    }
    assert knowing <= {"runtime/aws.py"}


def calls_of_aws() -> set[str]:
    """The first argument of each `call` that is written out: `call("sqs", ...)`."""
    return {
        str(node.args[0].value)
        for path in (ROOT / "services").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"call", "client"}
        and (path.name == "aws.py" or ast.unparse(node.func.value).endswith("aws"))
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def test_the_services_of_aws_that_are_called_are_those_that_packages_have_models_of() -> None:
    assert calls_of_aws() == aws.SERVICES


@pytest.mark.parametrize("service", SERVICES)
def test_only_the_repository_knows_pymongo(service: Participant) -> None:
    assert knowing_pymongo(service) <= {"repository", "cache"}
    assert knowing_pymongo("runtime") == {"claims", "indexes", "mongo", "repository", "rights"}
    assert knowing_pymongo("contracts") | knowing_pymongo("policy") == set()


@proves("FM-FN-06:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_bundle_carries_every_library_that_its_code_imports(service: Participant) -> None:
    locked = (ROOT / "requirements" / f"{service}.txt").read_text()
    wanted = set().union(*map(third_party, (service, *PACKAGES)))
    missing = {
        name for name in wanted if f"\n{DISTRIBUTION.get(name, name)}==" not in f"\n{locked}"
    }
    assert missing == set()


def ours() -> list[Path]:
    return [ROOT / "app.py", *(path for name in OURS for path in (ROOT / name).rglob("*.py"))]


def test_the_payment_provider_is_named_in_its_gateway_alone() -> None:
    named = {
        str(path.relative_to(ROOT))
        for path in ours()
        if "stripe" in f"{path.relative_to(ROOT)}\n{path.read_text()}".lower()
    }
    assert {name for name in named if not name.startswith(KNOWING_THE_PROVIDER)} == set()
    assert named, "nothing was read at all"


def test_payment_chooses_its_provider_in_one_place() -> None:
    inside = ROOT / "services/payment/gateways/provider"
    knowing = {
        path.name
        for path in sources("payment")
        if not path.is_relative_to(inside)
        and any(name.startswith("services.payment.gateways.provider") for name in imports(path))
    }
    assert knowing == {"dependencies.py"}


@proves("T21", "T22", "FM-DB-07:mitigation")
@pytest.mark.parametrize("service", SERVICES)
def test_a_collection_is_had_from_its_owner_or_from_a_reader_alone(service: Participant) -> None:
    for path in sources(service):
        for node in ast.walk(ast.parse(path.read_text())):
            place = f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', '')}"
            if isinstance(node, ast.Subscript):
                assert not WHERE_COLLECTIONS_ARE.search(ast.unparse(node.value)), (
                    f"{place} takes a collection"
                )
            if isinstance(node, ast.Attribute):
                assert node.attr not in WAYS_ROUND, f"{place} asks for a collection"


@proves("T21", "FM-DB-07:mitigation")
@pytest.mark.parametrize("collection", [*OWNERS, "anything"])
def test_a_collection_is_written_by_its_owner_alone(collection: str) -> None:
    nowhere = connect("mongodb://127.0.0.1:9/")["nowhere"]
    for service in SERVICES:
        if OWNERS.get(collection) is service:
            assert own(nowhere, collection, service).name == collection
        else:
            with pytest.raises(NotTheOwnerError, match="may not write"):
                own(nowhere, collection, service)
