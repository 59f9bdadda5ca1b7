"""`python -m docs.tool`: write what is generated in docs/; `make docs` does so.

`python -m docs.tool release` keeps what the messages of this version are, for the next one's tests.
"""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from docs.tool import asyncapi, containers, decisions, openapi, pictures, release

ROOT = Path(__file__).parents[2]
FILES: Mapping[str, Callable[[], str]] = {
    "docs/architecture.svg": containers.picture,
    "docs/asyncapi.json": asyncapi.written,
    "docs/openapi.json": openapi.written,
}
"""Files that are generated as a whole."""
BLOCKS: Mapping[str, Mapping[str, Callable[[], str]]] = {
    "docs/architecture.md": {"context": pictures.context, "services": pictures.services},
    "docs/decisions/README.md": {"index": decisions.index},
}
"""Pages with generated parts: `<!-- generated: name -->` begins one, `<!-- /generated -->` ends."""


def generated() -> Iterator[tuple[Path, str]]:
    """Each file with generated content, and its text."""
    for name, write in FILES.items():
        yield ROOT / name, write()
    for name, blocks in BLOCKS.items():
        text = (ROOT / name).read_text()
        for block, write in blocks.items():
            text = filled(text, block, write())
        yield ROOT / name, text


def filled(text: str, block: str, content: str) -> str:
    """Put the content into the block. Raises LookupError if there is no such block."""
    begin, end = f"<!-- generated: {block} -->\n", "\n<!-- /generated -->"
    found, count = re.subn(
        rf"({re.escape(begin)}).*?({re.escape(end)})",
        lambda marks: f"{marks[1]}{content}{marks[2]}",
        text,
        flags=re.DOTALL,
    )
    if count != 1:
        raise LookupError(f"{count} blocks are called {block!r}; there must be one")
    return found


def main() -> None:
    """Write all files; of a release, its messages alone."""
    if sys.argv[1:] == ["release"]:
        release.keep()
        return
    for path, text in list(generated()):
        path.write_text(text)


if __name__ == "__main__":
    main()
