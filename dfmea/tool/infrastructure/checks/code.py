"""Whether the functions that the template runs are the code that their components name."""

from pathlib import Path

from dfmea.tool.findings import Finding, Findings
from dfmea.tool.infrastructure.grants import FUNCTION
from dfmea.tool.infrastructure.ownership import assign
from dfmea.tool.infrastructure.template import Template
from dfmea.tool.loader import Analysis
from dfmea.tool.symbols import missing


def handlers_are_named(analysis: Analysis, template: Template, root: Path) -> Findings:
    """The handler of each function of ours exists, and is code of the function's component (21)."""
    owner_of = assign(template, analysis.components).component_of
    ours = {each.id: each for each in analysis.components if each.owner == "own"}
    for function in template.of(FUNCTION):
        component = ours.get(owner_of.get(function, ""))
        handler = function.properties.get("Handler")
        if component is None or not isinstance(handler, str):
            continue
        symbol = _symbol(handler)
        if wrong := missing(root, symbol):
            yield Finding(
                analysis.place(component.id),
                component.id,
                f"is run by {function.path} as {symbol}, but {wrong}",
                "Let the function's handler and the code have the same name.",
            )
        elif symbol not in component.code:
            yield Finding(
                analysis.place(component.id),
                component.id,
                f"is run by {function.path} as {symbol}, which its `code` does not name",
                "Add it, and ask whether the failure modes still describe what runs.",
            )


def _symbol(handler: str) -> str:
    """`a.b.run` of Lambda as `a/b.py:run`."""
    module, _, name = handler.rpartition(".")
    return f"{module.replace('.', '/')}.py:{name}"
