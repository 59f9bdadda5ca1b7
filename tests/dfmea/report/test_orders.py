"""The order by action priority is not the order by the product of ratings."""

from dfmea.tool.assessment import Assessment
from dfmea.tool.report.orders import counts, orders
from dfmea.tool.report.references import references
from dfmea.tool.report.view import View
from dfmea.tool.report.words import chance, name_of_test, sentence


def test_every_mode_has_both_places(assessment: Assessment) -> None:
    view = View(assessment)
    found = orders(view.rows)
    places = list(range(1, len(view.rows) + 1))
    assert [each.by_priority for each in found] == places
    assert sorted(each.by_product for each in found) == places
    letters = ["HML".index(each.row.ratings.priority_after) for each in found]
    assert letters == sorted(letters)


def test_letters_are_counted() -> None:
    assert counts("HHL") == {"H": 2, "M": 0, "L": 1}


def test_numbers_and_names_are_short() -> None:
    assert chance(0.0123) == "1.230 %"
    assert chance(1e-9) == "practically none"
    assert name_of_test("tests/unit/test_x.py::test_y") == "test_x.py::test_y"
    assert sentence("drinking a glass") == "Drinking a glass"


def test_ids_in_texts_lead_to_where_they_are_explained(assessment: Assessment) -> None:
    refer = references(View(assessment))
    assert 'href="#FM-JUG-01"' in refer.html("see FM-JUG-01")
    assert refer.html("FM-ZZZ-01 <b>") == "FM-ZZZ-01 &lt;b&gt;"
    assert refer.html("`FM-JUG-01`") == "<code>FM-JUG-01</code>"
    assert refer.markdown("FM-JUG-01", "report.md") == "[FM-JUG-01](modes/stand.md#fm-jug-01)"
    assert refer.markdown("FM-JUG-01", "modes/stand.md") == "[FM-JUG-01](#fm-jug-01)"
