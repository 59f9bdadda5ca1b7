"""Checks that only the owner writes each store and each collection."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from dfmea.tool.findings import Finding, Findings, Place
from dfmea.tool.infrastructure.checks.places import file_of
from dfmea.tool.infrastructure.links import derived_links
from dfmea.tool.infrastructure.storage import Opening, openings
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis
from dfmea.tool.model.expectations import Collections


def stores_have_their_writers(analysis: Analysis, template: Template) -> Findings:
    """Grants allow exactly the listed writers to write a store (19)."""
    derived = list(derived_links(template, analysis.components))
    for store in analysis.expectations.writers:
        found = {
            link.ends[0]: link.shown_by
            for link in derived
            if link.signature.endswith(f" writes {store.store}")
        }
        place = file_of(analysis, "properties.yaml")
        for writer in sorted(found.keys() - set(store.writers)):
            yield Finding(
                place,
                store.store,
                f"may be written by {writer}, as {found[writer]} shows; it belongs to"
                f" {', '.join(store.writers)}",
                "Take the right away, or name the writer and ask what two writers do together.",
            )
        for writer in sorted(set(store.writers) - found.keys()):
            yield Finding(
                place,
                store.store,
                f"is said to be written by {writer}, which may not",
                "Give it the right, or remove it from `writers`.",
            )


def collections_have_one_owner(analysis: Analysis, root: Path) -> Findings:
    """The code opens a collection for writing in its owner's files alone (19)."""
    declared = analysis.expectations.collections
    owner_of = {
        name: owner for each in declared for owner, names in each.owners.items() for name in names
    }
    opened = set()
    for opening in _openings(declared, root):
        owner = owner_of.get(opening.collection or "")
        if owner and _belongs(analysis, owner, opening.file):
            opened.add(opening.collection)
        else:
            yield _foreign(opening, owner)
    for name in owner_of.keys() - opened:
        yield Finding(
            file_of(analysis, "properties.yaml"),
            name,
            f"is said to be written by {owner_of[name]}, whose code never opens it",
            "Follow what was renamed, or remove it from `collections`.",
        )


def _openings(declared: Iterable[Collections], root: Path) -> Iterator[Opening]:
    for within, opened_by, argument in dict.fromkeys(
        (each.within, each.opened_by, each.argument) for each in declared
    ):
        yield from openings(root, within, opened_by, argument)


def _belongs(analysis: Analysis, component: str, file: str) -> bool:
    """Whether the file is the component's, as its `code` says."""
    code = [symbol for each in analysis.components if each.id == component for symbol in each.code]
    paths = (Path(symbol.partition(":")[0]) for symbol in code)
    return any(path == Path(file) or path in Path(file).parents for path in paths)


def _foreign(opening: Opening, owner: str | None) -> Finding:
    named = opening.collection or "a collection whose name cannot be read from the code"
    whose = f"it belongs to {owner}" if owner else "nobody is said to own it"
    return Finding(
        Place(opening.file, opening.line),
        named,
        f"is opened for writing here; {whose}",
        "Send its owner a message instead; or name the owner in properties.yaml.",
    )
