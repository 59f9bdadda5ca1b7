"""`make cost`: write docs/cost.md and docs/cost.json; with BEFORE=, show what has changed.

Reads the templates of production, with two clusters and with one.
"""

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from operations.cost.changes import cheapest
from operations.cost.floor import UnpricedError, floor, total
from operations.cost.orders import ORDERS, per_thousand
from operations.cost.page import difference, figures, page, written
from operations.cost.template import NoTemplatesError, resources

ROOT = Path(__file__).parents[2]
FIGURES = "docs/cost.json"
GIT_SECONDS = 10


class NoFiguresError(Exception):
    """The commit has no figures to compare with."""


def main() -> int:
    """Write both files, print the sums; answers 1 if something has no price."""
    parser = argparse.ArgumentParser(prog="operations.cost", description=__doc__)
    parser.add_argument("separate", type=Path, help="templates with two clusters")
    parser.add_argument("shared", type=Path, help="templates with shares_cluster=true")
    parser.add_argument("--before", help="a commit, or a file such as docs/cost.json")
    given = parser.parse_args()
    try:
        separate, shared = resources(given.separate), resources(given.shared)
        now = figures(separate, shared)
        (ROOT / "docs" / "cost.md").write_text(page(separate, shared))
        before = _before(given.before) if given.before else None
    except (NoTemplatesError, UnpricedError, NoFiguresError) as problem:
        print(problem, file=sys.stderr)
        return 1
    (ROOT / FIGURES).write_text(written(now))
    print(f"A month: {total(floor(separate)):.0f} USD; one cluster: {total(floor(shared)):.0f} USD")
    print(f"{ORDERS} orders on top: {total(per_thousand(separate)):.2f} USD")
    for change in cheapest(separate, shared):
        print(f"  {change.saves:6.2f} USD a month less: {change.what}. But: {change.why}")
    if before is not None:
        same = f"Nothing costs more or less than at {given.before}."
        print("\n".join(difference(before, now)) or same)
    return 0


def _before(name: str) -> dict[str, Any]:
    """The figures in a file or of a commit. Raises NoFiguresError."""
    path = Path(name)
    if path.is_file():
        text = path.read_text()
    else:
        shown = subprocess.run(
            ["git", "show", f"{name}:{FIGURES}"],
            cwd=ROOT, capture_output=True, text=True, timeout=GIT_SECONDS, check=False,
        )  # fmt: skip
        if shown.returncode:
            raise NoFiguresError(f"{name} has no {FIGURES}: {shown.stderr.strip()}")
        text = shown.stdout
    try:
        found: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise NoFiguresError(f"{name} is not a file such as {FIGURES}: {error}") from error
    return found


if __name__ == "__main__":
    sys.exit(main())
