"""The benchmarks use the tests' own parts, and print tables."""

from collections.abc import Callable, Iterable

import pytest

pytest_plugins = [
    "tests.aws",
    "tests.database",
    "tests.logs",
    "tests.integration.people",
    "tests.payments",
    "tests.integration.proxy.conftest",
]

Row = tuple[object, ...]
Show = Callable[[str, Row, Iterable[Row]], None]


@pytest.fixture
def table(capsys: pytest.CaptureFixture[str]) -> Show:
    """Print a table with a title, headings and rows; numbers stand right."""

    def show(title: str, headings: Row, rows: Iterable[Row]) -> None:
        lines = [tuple(_text(cell) for cell in row) for row in (headings, *rows)]
        widths = [max(len(cell) for cell in column) for column in zip(*lines, strict=True)]
        with capsys.disabled():
            print(f"\n\n{title}")
            for line in lines:
                first, *others = zip(line, widths, strict=True)
                cells = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
                print("  " + "  ".join(cells))

    return show


def _text(cell: object) -> str:
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)
