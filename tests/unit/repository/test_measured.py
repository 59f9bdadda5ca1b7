"""The table of `make coverage` adds up what lies in a folder."""

from tests.measured import table


def measured(lines: int, covered: int, branches: int, taken: int) -> dict[str, dict[str, float]]:
    return {
        "summary": {
            "num_statements": lines,
            "covered_lines": covered,
            "num_branches": branches,
            "covered_branches": taken,
            "percent_covered": 1.5,
        }
    }


def test_files_count_in_their_folder_and_together() -> None:
    lines = table(
        {
            "services/order/store.py": measured(30, 27, 4, 3),
            "services/order/domain.py": measured(10, 10, 4, 4),
            "dfmea/tool/report/pictures/svg.py": measured(9, 0, 2, 0),
            "operations/__init__.py": measured(0, 0, 0, 0),
            "stacks/names.py": measured(2, 1, 0, 0),
        }
    )
    assert [line.split() for line in lines] == [
        ["lines", "run", "branches", "taken"],
        ["dfmea/tool", "9", "0", "%", "2", "0", "%"],
        ["services/order", "40", "92", "%", "8", "87", "%"],
        ["stacks", "2", "50", "%", "0", "-"],
        ["together", "51", "74", "%", "10", "70", "%"],
    ]
