"""The contents of a function's package: its code, the common code, and locked dependencies."""

import hashlib
import shutil
import tempfile
from pathlib import Path

from bundling.runtime import faults_of

ROOT = Path(__file__).parents[1]
BUNDLES = ROOT / "build" / "bundles"
SOURCES = ROOT / "build" / "sources"
COMMON = ("contracts", "policy", "runtime")
"""The packages of `services` that every function contains."""
REMEDY = (
    "run `python -m bundling` (the CDK command line does so before it synthesises), or give"
    " `-c bundles=source` to look at templates only"
)


class NotPackagedError(Exception):
    """A production deployment was synthesised without its bundles, or with unfinished ones."""


def stage_sources(service: str) -> Path:
    """Copy the service's sources into a folder, so that its asset changes only with them.

    The folder is named by its content, so that two concurrent syntheses do not conflict.
    """
    SOURCES.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(dir=SOURCES))
    staged.chmod(0o755)
    copy_sources(service, staged)
    target = SOURCES / f"{service}-{_digest(staged)}"
    try:
        staged.rename(target)
    except OSError:  # it is there already
        shutil.rmtree(staged)
    return target


def _digest(folder: Path) -> str:
    content = hashlib.sha256()
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            content.update(str(file.relative_to(folder)).encode() + b"\0" + file.read_bytes())
    return content.hexdigest()[:16]


def packaged(service: str) -> Path:
    """The folder that `python -m bundling` has made, with byte code. Raises NotPackagedError.

    Without byte code for its Python a function starts three times slower.
    """
    bundle = BUNDLES / service
    if not bundle.is_dir():
        raise NotPackagedError(f"{service} is not packaged: {REMEDY}")
    if faults := faults_of(bundle):
        raise NotPackagedError(
            f"{service} is not packaged as it is to run: {faults[0]}"
            f"{f', and {len(faults) - 1} more' if len(faults) > 1 else ''}: {REMEDY}"
        )
    return bundle


def copy_sources(service: str, target: Path) -> None:
    """Copy `services/<service>` and the common packages."""
    ignore = shutil.ignore_patterns("__pycache__")
    for package in (service, *COMMON):
        source = ROOT / "services" / package
        shutil.copytree(source, target / "services" / package, ignore=ignore)
    for module in ("__init__.py", "manifest.py"):
        shutil.copy(ROOT / "services" / module, target / "services" / module)
