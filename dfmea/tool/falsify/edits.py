"""Removes a control: replaces a text that stands once in a symbol."""

import ast
from pathlib import Path

from dfmea.tool.model.ablations import Ablation, Edit
from dfmea.tool.symbols import source


class EditError(Exception):
    """The edit does not fit the code any more; the message says why."""


def edited(root: Path, edit: Edit) -> tuple[str, str]:
    """The path of the edited file, and its new text. Raises EditError."""
    path = edit.code.partition(":")[0]
    text = source(root, edit.code)
    if text is None:
        raise EditError(f"{edit.code} does not exist")
    if (count := text.count(edit.old)) != 1:
        raise EditError(f"{edit.code} has {count} times, not once: {edit.old!r}")
    whole = (root / path).read_text()
    if (count := whole.count(text)) != 1:
        raise EditError(f"{edit.code} stands {count} times in its file")
    changed = whole.replace(text, text.replace(edit.old, edit.new))
    if path.endswith(".py"):
        try:
            ast.parse(changed)
        except SyntaxError as error:
            raise EditError(f"{edit.code} is no Python afterwards: {error}") from error
    return path, changed


def apply(ablation: Ablation, copy: Path) -> None:
    """Change the files of a copy, one edit after the other. Raises EditError."""
    for edit in ablation.edits:
        path, text = edited(copy, edit)
        (copy / path).write_text(text)


def misfits(ablation: Ablation, root: Path) -> list[str]:
    """Why its edits cannot be made in the code as it is; nothing if they can."""
    wrong = []
    for edit in ablation.edits:
        try:
            edited(root, edit)
        except EditError as error:
            wrong.append(str(error))
    return wrong
