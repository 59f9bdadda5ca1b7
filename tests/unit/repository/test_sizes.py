"""No source file is longer than a reader's patience."""

from pathlib import Path

ROOT = Path(__file__).parents[3]
MOST_LINES = 400
FOLDERS = (
    "bench", "bundling", "deployment", "dfmea/tool", "docs/tool", "frontend/flora",
    "frontend/scripts", "frontend/shop", "frontend/styles", "local", "operations", "services",
    "setup", "stacks", "tests",
)  # fmt: skip
SUFFIXES = {".css", ".html", ".js", ".py", ".ts", ".typ"}
GENERATED = {"frontend/shop/app/core/api/schema.d.ts"}


def lengths() -> dict[str, int]:
    """Each source file that people write, and how many lines it has."""
    return {
        name: len(path.read_text().splitlines())
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*")
        if path.suffix in SUFFIXES
        and "node_modules" not in path.parts
        and (name := path.relative_to(ROOT).as_posix()) not in GENERATED
    }


def test_no_source_file_is_longer_than_400_lines() -> None:
    found = lengths()
    assert {Path(name).suffix for name in found} == SUFFIXES
    assert {name: lines for name, lines in found.items() if lines > MOST_LINES} == {}
