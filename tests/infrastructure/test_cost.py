"""What the store costs is computed from its templates, and nothing in them escapes."""

from pathlib import Path

import pytest

from operations.cost.changes import cheapest
from operations.cost.floor import UnpricedError, floor, total
from operations.cost.page import figures, page, written
from operations.cost.template import NoTemplatesError, Resource, resources
from tests.infrastructure.conftest import ROOT, synthesise
from tests.infrastructure.templates import Templates


@pytest.fixture(scope="module")
def separate(prod: Templates) -> list[Resource]:
    """Production with two clusters."""
    return resources(prod.folder)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> list[Resource]:
    """Production with one."""
    return resources(synthesise(tmp_path_factory.mktemp("cost"), shares_cluster="true").folder)


def test_every_resource_of_production_has_a_price_or_a_reason_to_be_free(
    prod: Templates, with_domain: Templates
) -> None:
    for templates in (prod, with_domain):
        assert total(floor(resources(templates.folder))) > 0


def test_a_new_type_of_resource_cannot_escape(separate: list[Resource]) -> None:
    new = Resource("Data", "Cluster", "AWS::Neptune::DBCluster", {})
    with pytest.raises(UnpricedError, match="Data/Cluster is of type AWS::Neptune::DBCluster"):
        floor([*separate, new])


def test_a_new_size_of_instance_cannot_escape(separate: list[Resource]) -> None:
    large = Resource("Data", "Large", "AWS::DocDB::DBInstance", {"DBInstanceClass": "db.r6g.large"})
    with pytest.raises(UnpricedError, match=r"lacks db\.r6g\.large"):
        floor([*separate, large])


def test_the_page_is_as_the_templates_and_the_counts_have_it(
    separate: list[Resource], shared: list[Resource]
) -> None:
    assert (ROOT / "docs" / "cost.md").read_text() == page(separate, shared), "stale: make cost"
    assert (ROOT / "docs" / "cost.json").read_text() == written(figures(separate, shared))


def test_one_cluster_saves_two_instances_at_least(
    separate: list[Resource], shared: list[Resource]
) -> None:
    instances = [line for line in floor(separate) if line.what == "AWS::DocDB::DBInstance"]
    assert total(floor(separate)) - total(floor(shared)) > total(instances) / 2


def test_what_is_proposed_saves_something_and_says_what_it_takes(
    separate: list[Resource], shared: list[Resource]
) -> None:
    proposed = cheapest(separate, shared)
    assert len(proposed) == 3
    assert all(change.saves > 0 and change.why for change in proposed)
    assert proposed == sorted(proposed, key=lambda change: -change.saves / change.harm)


def test_a_folder_without_templates_is_no_deployment_for_nothing(tmp_path: Path) -> None:
    with pytest.raises(NoTemplatesError, match="make cost"):
        resources(tmp_path)
