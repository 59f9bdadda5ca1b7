"""Pictures say what they are, and can be read (46)."""

import re

import pytest
from defusedxml import ElementTree

from dfmea.tool.model.structure import Component, Link
from dfmea.tool.report.checks import pictures_are_readable
from dfmea.tool.report.measure import shorten, width, wrap
from dfmea.tool.report.palette import contrast
from dfmea.tool.report.pictures import architecture
from tests.dfmea.conftest import Stand


def component(name: str, **other: object) -> Component:
    data = {
        "id": name, "name": name.title(), "group": "app", "type": "Box", "description": "A box",
        "kind": "box", "owner": "own", **other,
    }  # fmt: skip
    return Component.model_validate(data)


def link(name: str, source: str, target: str) -> Link:
    data = {
        "id": name, "source": source, "target": target, "kind": "data", "sync": "sync",
        "carries": "a letter",
    }  # fmt: skip
    return Link.model_validate(data)


def test_all_pictures_of_the_report_are_readable(reported: Stand) -> None:
    assert not list(pictures_are_readable(reported.folder / "report"))
    names = {file.stem for file in (reported.folder / "report").glob("*.svg")}
    assert names == {
        "architecture-1-components", "architecture-2-links", "architecture-3-exclusions",
        "architecture-4-waterline", "budget", "critical-paths", "detection", "fault-tree-drink",
        "heatmap-components", "heatmap-links", "risk", "told", "waterfall-drink",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (r"<title id.*</title>", "", "has no <title>"),
        (r"<desc id.*</desc>", "<desc> </desc>", "has no <desc>"),
        (r'(<text [^>]*)fill="#22301f"', r'\1fill="#c0c0b0"', "has a contrast of"),
        (r">Before: [^<]*<", ">" + "Before: as if " * 10 + "<", "runs out of the picture"),
    ],
)
def test_what_cannot_be_read_is_found(copy: Stand, old: str, new: str, message: str) -> None:
    file = copy.folder / "report" / "risk.svg"
    broken, times = re.subn(old, new, file.read_text(), count=1)
    assert times == 1
    file.write_text(broken)
    (finding,) = pictures_are_readable(copy.folder / "report")
    assert message in finding.message
    assert finding.place.file == "dfmea/report/risk.svg"


def test_black_on_white_is_the_strongest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_lines_are_broken_where_they_must_be() -> None:
    assert wrap("one two three", 10, width("one two", 10)) == ["one two", "three"]
    assert all(width(line, 10) <= 40 for line in wrap("incomprehensibilities", 10, 40))
    assert shorten("incomprehensible", 10, 40).endswith("…")
    assert width(shorten("incomprehensible", 10, 40), 10) <= 40


def test_the_stages_have_everything_at_the_same_place() -> None:
    boxes = [
        component("a", position={"x": 0, "y": 0}),
        component("b", position={"x": 2, "y": 0, "rows": 2}),
        component("c", position={"x": 2, "y": 2.4}),
        component("d", excluded={"stage": "likelihood", "reason": "outside", "because": "Rare"}),
    ]
    stages = architecture.pictures(boxes, [link("K01", "a", "b"), link("L01", "c", "a")])
    drawn = [ElementTree.fromstring(stage.svg()) for stage in stages]
    places = [
        [(r.get("x"), r.get("y")) for r in root.iter("{http://www.w3.org/2000/svg}rect")][1:5]
        for root in drawn
    ]
    assert places[0] == places[1] == places[2] == places[3]
    assert ["K01: A → B" in stage.svg() for stage in stages] == [False, True, True, True]
    assert [stage.svg().count("#666666") for stage in stages[:2]] == [0, 0]
    assert "#666666" in stages[2].svg()
