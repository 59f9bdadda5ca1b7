"""Globs give every resource to one component."""

from dfmea.tool.infrastructure.ownership import Ownership, assign
from tests.dfmea.infrastructure.invented import component
from tests.dfmea.infrastructure.mutations import resource, template_of

TEMPLATE = template_of(
    OrderCode=resource("AWS::Lambda::Function"),
    OrderLogs=resource("AWS::Logs::LogGroup"),
    Queue=resource("AWS::SQS::Queue"),
)


def owners(**globs: tuple[str, ...]) -> Ownership:
    return assign(TEMPLATE, [component(name, *theirs) for name, theirs in globs.items()])


def test_the_glob_with_most_letters_decides() -> None:
    ownership = owners(order=("Shop/Order*",), logs=("Shop/*Logs*",), watch=("Shop/OrderLogs",))

    found = {resource.path: owner for resource, owner in ownership.component_of.items()}

    assert found == {"Shop/OrderCode": "order", "Shop/OrderLogs": "watch"}
    assert [each.path for each in ownership.unowned] == ["Shop/Queue"]


def test_equally_long_globs_contest_a_resource() -> None:
    ownership = owners(left=("Shop/Que*",), right=("*op/Queue",))

    assert list(ownership.contested.values()) == [("left", "right")]
    assert not ownership.component_of


def test_a_glob_that_fits_nothing_is_idle() -> None:
    assert owners(order=("Shop/Order*", "Shop/Gone*")).idle == (("order", "Shop/Gone*"),)
