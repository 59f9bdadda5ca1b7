"""The built pages with the address at which they will stand, instead of the one they are built for.

Canonical addresses, the sitemap, robots.txt and social pictures need it whole. A build cannot know
it: the domain, or the laptop's port, is chosen when the store is deployed.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from stacks.config import ROOT, UNKNOWN_SITE, WITH_ADDRESSES

ADDRESSED = ROOT / "build" / "sites"


def addressed(built: Path, address: str, without: Sequence[str]) -> Path:
    """A copy of the built site with this address, and without the folders named.

    It is named by its content, so that two concurrent syntheses do not conflict.
    """
    ADDRESSED.mkdir(parents=True, exist_ok=True)
    staged = Path(tempfile.mkdtemp(dir=ADDRESSED))
    staged.chmod(0o755)
    digest = hashlib.sha256()
    for file in sorted(built.rglob("*")):
        name = file.relative_to(built)
        if not file.is_file() or any(name.is_relative_to(folder) for folder in without):
            continue
        content = file.read_bytes()
        if file.suffix in WITH_ADDRESSES:
            content = content.replace(UNKNOWN_SITE.encode(), address.encode())
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
        (staged / name).parent.mkdir(parents=True, exist_ok=True)
        (staged / name).write_bytes(content)
    target = ADDRESSED / digest.hexdigest()[:16]
    try:
        staged.rename(target)
    except OSError:  # it is there already
        shutil.rmtree(staged)
    return target
