"""Whoever changes the real thing is told by name which part of the analysis no longer holds."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dfmea.tool.findings import Finding
from dfmea.tool.infrastructure.checks.alarms import (
    alarms_exist,
)
from dfmea.tool.infrastructure.checks.code import handlers_are_named
from dfmea.tool.infrastructure.checks.components import (
    components_are_built,
    exclusions_hold,
    resources_are_owned,
)
from dfmea.tool.infrastructure.checks.links import bans_are_kept, links_are_real
from dfmea.tool.infrastructure.checks.properties import properties_hold
from dfmea.tool.infrastructure.checks.writers import (
    collections_have_one_owner,
    stores_have_their_writers,
)
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis
from dfmea.tool.model.structure import Link
from tests.dfmea.infrastructure.mutations import Editor, about, changed, the_only
from tests.infrastructure.conftest import ROOT

STORE = "Crassula-prod"
INBOX = f"{STORE}-Bus/Order/Inbox/Resource"
DEAD = f"{STORE}-Bus/Order/DeadLetters/Resource"
FUNCTION = f"{STORE}-Services/Order/Function/Resource"
ROLE = f"{STORE}-Services/Order/Role/DefaultPolicy/Resource"


def allow(editor: Editor, action: str, resource: Any) -> None:
    """One more right for the order function."""
    statement = {"Action": action, "Effect": "Allow", "Resource": resource}
    editor.properties(ROLE)["PolicyDocument"]["Statement"].append(statement)


def test_an_unlisted_queue(analysis: Analysis, template: Template) -> None:
    path = f"{STORE}-Bus/Returns/Queue/Resource"

    mutated = changed(template, lambda e: e.add(path, "AWS::SQS::Queue"))

    found = about(resources_are_owned(analysis, mutated), path)
    assert "is an AWS::SQS::Queue of the template that belongs to no component" in found.message
    assert "components.yaml" in found.remedy
    assert str(found.place) == "dfmea/analysis/components.yaml"


def test_a_queue_that_looks_like_an_inbox_has_to_be_one(
    analysis: Analysis, template: Template
) -> None:
    path = f"{STORE}-Bus/Returns/Inbox/Resource"
    mutated = changed(template, lambda e: e.add(path, "AWS::SQS::Queue"))

    assert path not in {each.id for each in resources_are_owned(analysis, mutated)}
    found = about(properties_hold(analysis, mutated), "PROP-INBOX-DEAD-LETTERS")
    assert found.message.startswith(f"{path}: has no RedrivePolicy.deadLetterTargetArn")


def test_a_dead_letter_queue_removed(analysis: Analysis, template: Template) -> None:
    def change(editor: Editor) -> None:
        editor.remove(DEAD)
        del editor.properties(INBOX)["RedrivePolicy"]

    mutated = changed(template, change)

    found = about(properties_hold(analysis, mutated), "PROP-INBOX-DEAD-LETTERS")
    assert INBOX in found.message
    assert "CTL-DEAD-LETTERS leans on it" in found.message
    assert "RedrivePolicy" in found.remedy
    assert found.place.line
    unwatched = about(alarms_exist(analysis, mutated), "DET-ORDER-DLQ")
    assert "watches nothing in the template" in unwatched.message


def test_a_function_that_may_invoke_another(analysis: Analysis, template: Template) -> None:
    other = f"{STORE}-Services/Payment/Function/Resource"
    mutated = changed(template, lambda e: allow(e, "lambda:InvokeFunction", e.arn(other)))

    banned = the_only(bans_are_kept(analysis, mutated))
    assert banned.id == "BAN-INVOKE"
    assert f"{FUNCTION} invokes {other}, as {ROLE} shows" in banned.message
    assert "send a message" in banned.remedy
    unlisted = the_only(links_are_real(analysis, mutated))
    assert unlisted.id == "order invokes payment"
    assert ROLE in unlisted.message


def test_partial_batches_dropped(analysis: Analysis, template: Template) -> None:
    (source,) = template.at(f"{STORE}-Services/Order/*SqsEventSource*")
    mutated = changed(template, lambda e: e.properties(source.path).pop("FunctionResponseTypes"))

    found = the_only(properties_hold(analysis, mutated))

    assert found.id == "PROP-PARTIAL-BATCH"
    assert f"{source.path}: has no FunctionResponseTypes" in found.message
    assert "CTL-NOT-CONSUMED leans on it" in found.message


def test_a_visibility_time_out_shortened(analysis: Analysis, template: Template) -> None:
    mutated = changed(template, lambda e: e.properties(INBOX).update(VisibilityTimeout=30))

    found = the_only(properties_hold(analysis, mutated))

    assert found.id == "PROP-INBOX-VISIBILITY"
    assert f"{INBOX}: VisibilityTimeout is 30; it should be at least 60" in found.message


def test_more_instances_than_connections(analysis: Analysis, template: Template) -> None:
    mutated = changed(
        template, lambda e: e.properties(FUNCTION).update(ReservedConcurrentExecutions=90)
    )

    found = the_only(properties_hold(analysis, mutated))

    assert found.id == "PROP-CLUSTER-CONNECTIONS"
    assert "it should be at most 173" in found.message


def test_a_right_that_no_link_lists(analysis: Analysis, template: Template) -> None:
    pool = f"{STORE}-Identity/Pool/Resource"
    mutated = changed(template, lambda e: allow(e, "cognito-idp:AdminGetUser", e.exported(pool)))

    found = the_only(links_are_real(analysis, mutated))

    assert found.id == "order asks cognito"
    assert f"is shown by {ROLE}, and no link lists it" in found.message


def test_a_link_that_vanished(analysis: Analysis, template: Template) -> None:
    (source,) = template.at(f"{STORE}-Services/Order/*SqsEventSource*")

    mutated = changed(template, lambda e: e.remove(source.path))
    (link,) = (each for each in analysis.links if "sqs feeds order" in each.template)

    found = about(links_are_real(analysis, mutated), link.id)

    assert 'lists "sqs feeds order", which nothing in the template shows' in found.message
    assert found.place.line
    # The right to receive is still there, so the function could fetch messages by itself.
    assert about(links_are_real(analysis, mutated), "order takes sqs")


def test_a_link_that_is_there_sometimes(analysis: Analysis, template: Template) -> None:
    sometimes = {"template": ("order asks ses",), "not_in_template": "Only on Sundays"}
    links = (*analysis.links, analysis.links[0].model_copy(update=sometimes))

    assert not list(links_are_real(replace(analysis, links=links), template))


def test_a_link_bound_to_nothing(analysis: Analysis, template: Template) -> None:
    def unbound(link: Link) -> Link:
        lost = {"template": (), "not_in_template": None}
        return link.model_copy(update=lost) if "order reaches database" in link.template else link

    links = tuple(unbound(each) for each in analysis.links)

    found = list(links_are_real(replace(analysis, links=links), template))

    assert "is not bound to the template" in {each.message for each in found}


def test_an_excluded_component_used_in_a_new_way(analysis: Analysis, template: Template) -> None:
    bucket = f"{STORE}-Site/Bucket/Resource"
    mutated = changed(template, lambda e: allow(e, "s3:GetObject", e.exported(bucket)))

    found = the_only(exclusions_hold(analysis, mutated))

    assert found.id == "front-end-bucket"
    assert 'used in a new way: "order reads front-end-bucket"' in found.message
    assert not list(links_are_real(analysis, mutated))


def test_an_exclusion_that_was_reopened_for_its_code(
    analysis: Analysis, template: Template
) -> None:
    closed = tuple(
        each.model_copy(update={"reopened": None}) if each.id == "cloudfront" else each
        for each in analysis.components
    )

    found = the_only(exclusions_hold(replace(analysis, components=closed), template))

    assert found.id == "cloudfront"
    assert "runs code of ours in Crassula-prod-Site/Folders/Resource" in found.message


def test_a_component_that_is_gone(analysis: Analysis, template: Template) -> None:
    def change(editor: Editor) -> None:
        for stack in ("Api", "Identity"):
            editor.remove(f"{STORE}-{stack}/Firewall/Rules")
            editor.remove(f"{STORE}-{stack}/Firewall/InFront")

    mutated = changed(template, change)

    assert the_only(components_are_built(analysis, mutated)).id == "firewall"
    assert "firewall" in {found.id for found in resources_are_owned(analysis, mutated)}


def test_two_components_that_claim_the_same(analysis: Analysis, template: Template) -> None:
    (order,) = (each for each in analysis.components if each.id == "order")
    twin = order.model_copy(update={"id": "twin"})
    components = (*analysis.components, twin)

    found = resources_are_owned(replace(analysis, components=components), template)

    assert "belongs to order and twin" in {each.message.partition(",")[0] for each in found}


def test_a_second_service_that_may_write_a_bucket(analysis: Analysis, template: Template) -> None:
    bucket = f"{STORE}-Storage/Invoices/Resource"
    mutated = changed(template, lambda e: allow(e, "s3:PutObject", e.exported(bucket)))

    found = the_only(stores_have_their_writers(analysis, mutated))

    assert found.id == "invoice-bucket"
    assert f"may be written by order, as {ROLE} shows; it belongs to invoicing" in found.message


def test_a_writer_that_may_not(analysis: Analysis, template: Template) -> None:
    policy = f"{STORE}-Services/Invoicing/Role/DefaultPolicy/Resource"
    mutated = changed(template, lambda e: e.remove(policy))

    found = the_only(stores_have_their_writers(analysis, mutated))

    assert "is said to be written by invoicing, which may not" in found.message


# ---- the code ----------------------------------------------------------------------------------


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A copy of the services' code."""
    shutil.copytree(
        ROOT / "services", tmp_path / "services", ignore=lambda _, names: _not_code(names)
    )
    return tmp_path


def test_a_second_service_that_writes_a_collection(analysis: Analysis, code: Path) -> None:
    file = code / "services/profiles/repository.py"
    text = file.read_text() + 'stolen = own(database, "orders", ORDER)\n'
    file.write_text(text)

    found = the_only(collections_have_one_owner(analysis, code))

    assert found.id == "orders"
    assert found.message == "is opened for writing here; it belongs to order"
    assert str(found.place) == f"services/profiles/repository.py:{text.count(chr(10))}"
    assert "Send its owner a message" in found.remedy


def test_a_collection_that_nobody_owns(analysis: Analysis, code: Path) -> None:
    file = code / "services/order/repository.py"
    file.write_text(file.read_text() + 'more = own(database, "drafts", ORDER)\n')

    found = the_only(collections_have_one_owner(analysis, code))

    assert found.message == "is opened for writing here; nobody is said to own it"


def test_a_collection_that_is_opened_no_more(analysis: Analysis, code: Path) -> None:
    file = code / "services/invoicing/repository.py"
    file.write_text(file.read_text().replace("own(", "Reader("))

    found = the_only(collections_have_one_owner(analysis, code))

    assert found.id == "invoices"
    assert "is said to be written by invoicing, whose code never opens it" in found.message


def test_a_handler_renamed_in_the_code(analysis: Analysis, template: Template, code: Path) -> None:
    file = code / "services/order/handler.py"
    file.write_text(file.read_text().replace("\nhandler = ", "\nrun = "))

    found = _of_handlers(analysis, template, code)

    assert found.id == "order"
    assert (
        f"is run by {FUNCTION} as services/order/handler.py:handler, but services/order/handler.py"
        " has no handler" in found.message
    )


def test_a_handler_renamed_in_the_template(
    analysis: Analysis, template: Template, code: Path
) -> None:
    other = "services.order.domain.order.settle"
    mutated = changed(template, lambda e: e.properties(FUNCTION).update(Handler=other))
    (order,) = (each for each in analysis.components if each.id == "order")
    kept = tuple(symbol for symbol in order.code if not symbol.endswith("settle"))
    forgot = order.model_copy(update={"code": kept})
    components = tuple(forgot if c.id == "order" else c for c in analysis.components)

    found = _of_handlers(replace(analysis, components=components), mutated, code)

    assert "services/order/domain/order.py:settle, which its `code` does not name" in found.message


def _of_handlers(analysis: Analysis, template: Template, root: Path) -> Finding:
    return the_only(handlers_are_named(analysis, template, root))


def _not_code(names: list[str]) -> set[str]:
    return {name for name in names if "." in name and not name.endswith(".py")} | {"__pycache__"}
