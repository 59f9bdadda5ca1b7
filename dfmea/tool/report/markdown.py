"""The report as Markdown, for those who read on a code host: an overview and a page per chapter."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from dfmea.tool.report.page import TEMPLATES, filters, shared
from dfmea.tool.report.references import References, anchor
from dfmea.tool.report.svg import Picture
from dfmea.tool.report.view import View
from dfmea.tool.report.words import path_of_symbol, path_of_test

OVERVIEW = "report.md"
REFERENCE = "reference.md"


def pages(
    view: View, refer: References, pictures: Mapping[str, Picture]
) -> Iterator[tuple[str, str]]:
    """Each page's path below the report's folder, and its text."""
    common = {**shared(view), "pictures": pictures}
    common["sectioned"] = {section.id for section in view.sections}
    common["elsewhere"] = {
        *(link.id for link in view.analysis.links),
        *(tension.id for tension in view.analysis.tensions),
    }
    yield OVERVIEW, _render(view, refer, OVERVIEW, "report.md.j2", common)
    yield REFERENCE, _render(view, refer, REFERENCE, "reference.md.j2", common)
    for chapter in view.chapters:
        name = f"modes/{chapter.stem}.md"
        yield name, _render(view, refer, name, "chapter.md.j2", {**common, "chapter": chapter})


def _render(
    view: View, refer: References, page: str, template: str, values: Mapping[str, Any]
) -> str:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=False,  # noqa: S701 (Markdown)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        filters(view),
        one_line=one_line,
        anchor=anchor,
        refer=lambda text: refer.markdown(one_line(text), page),
        cell=lambda text: refer.markdown(one_line(text), page).replace("|", "\\|"),
        named=lambda identity: f'<a id="{anchor(identity)}"></a>{identity}',
        code_path=lambda symbol: refer.path(path_of_symbol(symbol), page),
        test_path=lambda test: refer.path(path_of_test(test), page),
        runbook_path=lambda book: refer.path(refer.runbooks[book], page),
    )
    text = environment.get_template(template).render(values)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def one_line(text: str) -> str:
    """Without line breaks, and with what Markdown would take for tags made harmless."""
    parts = " ".join(text.split()).split("`")
    plain = [
        part.replace("<", "&lt;") if place % 2 == 0 else part for place, part in enumerate(parts)
    ]
    return "`".join(plain)
