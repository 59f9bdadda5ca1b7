"""python -m tests.measured FILE: what `make coverage` has measured, folder by folder."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

Summary = dict[str, Any]


def folder_of(file: str) -> str:
    """Where a file belongs: `services/order`, `stacks`."""
    return "/".join(Path(file).parent.parts[:2])


def table(files: dict[str, Summary]) -> list[str]:
    """A line for each folder, and one for all of them."""
    folders: dict[str, Counter[str]] = {}
    for file, measured in files.items():
        numbers = {name: n for name, n in measured["summary"].items() if isinstance(n, int)}
        folders.setdefault(folder_of(file), Counter()).update(numbers)
    together = sum(folders.values(), Counter[str]())
    return [
        f"{'':24}{'lines':>8}{'run':>8}{'branches':>10}{'taken':>8}",
        *(_line(name, counts) for name, counts in sorted(folders.items()) if any(counts.values())),
        _line("together", together),
    ]


def _line(name: str, counts: Counter[str]) -> str:
    lines, branches = counts["num_statements"], counts["num_branches"]
    run = _share(counts["covered_lines"], lines)
    taken = _share(counts["covered_branches"], branches)
    return f"{name:24}{lines:8}{run:>8}{branches:10}{taken:>8}"


def _share(part: int, whole: int) -> str:
    return f"{100 * part // whole} %" if whole else "-"


if __name__ == "__main__":
    print("\n".join(table(json.loads(Path(sys.argv[1]).read_text())["files"])))
