"""What a page shows, links and tells people to type is there."""

import ast
import re
import shlex
import subprocess
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from dfmea.tool.symbols import missing
from docs.tool.__main__ import generated
from tests.documents import ROOT, Page, pages

PAGES = pages()
ASSIGNMENT = re.compile(r"(\w+)=(.*)", re.DOTALL)
PATH = re.compile(r"[\w.-]+(?:/[\w.-]*)+(?::[\w.]+)?")
MADE_LATER = (
    ".local", ".venv", "build", "cdk.out", "node_modules", "_site", "analysed",
    "_data/app.json", "_data/pictures.json",
)  # fmt: skip
"""What commands make; a path through it is not in the repository."""
PROGRAMS = {"apt-get", "aws", "cp", "gem", "git", "npm", "pytest", "sed"}
"""Programs that pages name besides make and Python."""


@pytest.fixture(scope="module")
def by_path() -> dict[Path, str]:
    """What is generated, as it has to be."""
    return dict(generated())


@pytest.mark.parametrize(
    "name",
    [
        "docs/architecture.md",
        "docs/architecture.svg",
        "docs/asyncapi.json",
        "docs/decisions/README.md",
        "docs/openapi.json",
    ],
)
def test_what_is_generated_is_as_the_code_has_it(by_path: dict[Path, str], name: str) -> None:
    assert (ROOT / name).read_text() == by_path[ROOT / name], f"{name} is stale: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_link_leads_somewhere(page: Page) -> None:
    lost = [link for link in page.links if leads_nowhere(page, link)]
    assert lost == []


def leads_nowhere(page: Page, link: str) -> bool:
    if re.match(r"https?:|mailto:", link):
        return False
    path, _, anchor = link.partition("#")
    target = (ROOT / page.path).parent / path if path else ROOT / page.path
    if not target.exists():
        return True
    inside = target.suffix == ".md" and anchor
    return bool(inside) and anchor not in Page(str(target.resolve().relative_to(ROOT))).anchors


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_every_path_and_every_name_in_the_code_exists(page: Page) -> None:
    wrong = [what for span in page.spans if (what := unknown(page, span))]
    assert wrong == []


def unknown(page: Page, span: str) -> str | None:
    """What is wrong with a span that looks like a path of this repository, or a name in a file."""
    if not PATH.fullmatch(span) or any(part in span for part in (*MADE_LATER, "...", "SKU")):
        return None
    first = span.partition("/")[0]
    if first == "..":
        return missing((ROOT / page.path).parent, span)
    if (ROOT / first).exists():
        return missing(ROOT, span)
    here = (ROOT / page.path).parent
    return missing(here, span) if (here / first).exists() else None


COMMANDS = sorted({(command, page.path) for page in PAGES for command in page.commands})


@pytest.mark.parametrize(("command", "page"), COMMANDS, ids=lambda each: each)
def test_every_command_can_be_typed(command: str, page: str) -> None:
    words = shlex.split(command.replace("[", "").replace("]", ""), comments=True)
    while words and ASSIGNMENT.fullmatch(words[0]):
        words.pop(0)
    program = Path(words[0]).name if words else ""
    if program == "make":
        assert dry_run(tuple(words[1:])) == ""
    elif program.startswith("python"):
        assert words[1] == "-m"
        assert find_spec(words[2]), f"there is no module {words[2]}"
    else:
        assert program in PROGRAMS, f"{page}: what is {program}?"
        tests = [word for word in words[1:] if word.startswith("tests/")]
        assert [word for word in tests if not (ROOT / word.partition("::")[0]).exists()] == []


@cache
def dry_run(words: tuple[str, ...]) -> str:
    """What is wrong with the words after `make`: a target or a variable that it does not know."""
    makefile = (ROOT / "Makefile").read_text()
    variables = [found[1] for word in words if (found := ASSIGNMENT.fullmatch(word))]
    unused = [name for name in variables if not re.search(rf"\$\({name}[),]", makefile)]
    if unused:
        return f"the Makefile uses no variable {unused[0]}"
    done = subprocess.run(
        ["make", "--dry-run", "--no-print-directory", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return "" if done.returncode == 0 else done.stderr


def test_readme_explains_every_setting_of_a_deployment_and_no_other() -> None:
    table = re.findall(r"^\| (`.+?) \|", (ROOT / "README.md").read_text(), flags=re.MULTILINE)
    cells = "".join(cell for cell in table if "/" not in cell)
    explained = {name.partition("=")[0] for name in re.findall(r"`([^`]+)`", cells)}
    assert explained == settings()


def settings() -> set[str]:
    """What production asks its context for (`stacks/config.py:stage_of`)."""
    tree = ast.parse((ROOT / "stacks" / "config.py").read_text())
    (stage_of,) = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == "stage_of"]
    asked = {
        ast.literal_eval(call.args[0])
        for call in ast.walk(stage_of)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "text"
        and isinstance(call.args[0], ast.Constant)
    }
    of_local = {"stage", "endpoint", "database_uri", "cache_uri", "payment_url"}
    return asked - of_local | {"google_client_id", "facebook_client_id"}
