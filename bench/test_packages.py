"""How large each function is, as S3 gets it and as Lambda unpacks it (at most 250 MB)."""

import zipfile
from pathlib import Path

from bench.conftest import Show
from bundling import packaged
from services.manifest import SERVICES

MEGABYTE = 1024 * 1024
UNPACKED_MOST = 250.0


def test_packages(table: Show, tmp_path: Path) -> None:
    rows = []
    for service in SERVICES:
        files = [file for file in packaged(service).rglob("*") if file.is_file()]
        unpacked = _size(files)
        byte_code = _size([file for file in files if file.suffix == ".pyc"])
        assert unpacked < UNPACKED_MOST, f"AWS takes no function of {unpacked:.0f} MB"
        rows.append((service, _zipped(files, tmp_path / "all.zip"), unpacked, byte_code))
    table("Packages (megabytes)", ("", "zipped", "unpacked", "of it byte code"), rows)


def _size(files: list[Path]) -> float:
    return sum(file.stat().st_size for file in files) / MEGABYTE


def _zipped(files: list[Path], into: Path) -> float:
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.write(file)
    return into.stat().st_size / MEGABYTE
