"""Each fault that strangers found is open, left by a decision, or kept away by a test."""

import ast
import re

from deployment.paths import ROOT

PAGE = ROOT / "docs" / "findings.md"
STATE = re.compile(r"mended|open|decided: \[\d{4}\]\(decisions/\d{4}[\w-]*\.md\)")
ROW = re.compile(r"^\| ([A-Z]\d*) \|.*\| ([^|]*?) \|$", re.MULTILINE)
ID = r"(?:[HMBAW]\d+|L)"
IN_FRONT_END = re.compile(rf"//\s*(?:finding: )?({ID}(?:, {ID})*)\b")


def listed() -> dict[str, str]:
    """The state of each finding on the page."""
    return dict(ROW.findall(PAGE.read_text()))


def named_by_tests() -> set[str]:
    """The findings that tests carry."""
    found = set()
    for path in (ROOT / "tests").rglob("test_*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.finding"):
                found |= {ast.literal_eval(each) for each in node.args}
    for path in (ROOT / "frontend" / "shop").rglob("*.spec.ts"):
        for ids in IN_FRONT_END.findall(path.read_text()):
            found |= {each.strip() for each in ids.split(",")}
    return found


def test_a_finding_that_is_mended_is_carried_by_a_test() -> None:
    mended = {each for each, state in listed().items() if state == "mended"}
    assert sorted(mended - named_by_tests()) == []


def test_a_row_says_what_became_of_the_finding() -> None:
    rows = [line for line in PAGE.read_text().splitlines() if re.match(r"\| [A-Z]\d* \|", line)]
    assert len(listed()) == len(rows) > 0
    assert [each for each, state in listed().items() if not STATE.fullmatch(state)] == []


def test_a_test_names_no_finding_that_the_page_lacks() -> None:
    assert sorted(named_by_tests() - listed().keys()) == []
