"""How large each function is, as it is uploaded and as it is unpacked (AWS: 50 and 250 MB)."""

import zipfile
from pathlib import Path

from bench.conftest import Show
from bundling import BUNDLES
from services.shared.participants import SERVICES

MEGABYTE = 1024 * 1024
UNPACKED_MOST = 250.0


def test_packages(table: Show, tmp_path: Path) -> None:
    rows = []
    for service in SERVICES:
        files = [file for file in (BUNDLES / service).rglob("*") if file.is_file()]
        unpacked = sum(file.stat().st_size for file in files) / MEGABYTE
        assert unpacked < UNPACKED_MOST, f"AWS takes no function of {unpacked:.0f} MB"
        rows.append((service, _zipped(files, tmp_path / "all.zip"), unpacked))
    table("Packages (megabytes)", ("", "zipped", "unpacked"), rows)


def _zipped(files: list[Path], into: Path) -> float:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file)
    return into.stat().st_size / MEGABYTE
