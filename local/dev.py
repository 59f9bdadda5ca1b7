"""`make dev`: rebuild shop and site when they change, and update the open store.

The files go into the running store's own bucket, so sign-in, API and payment work as usual. Only
this command adds a script to the pages that reloads them.
"""

import mimetypes
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from deployment.paths import ROOT, Paths
from local import deploy
from local.bound import Terms, run
from local.closing import Closing, ClosingError
from local.progress import step
from stacks.config import UNKNOWN_SITE, WITH_ADDRESSES

WATCHED = tuple(ROOT / "frontend" / name for name in ("shop", "flora", "styles", "scripts", "site"))
BUILT = ROOT / "frontend/site/_site"
MADE = (BUILT, ROOT / "frontend/site/app", ROOT / "frontend/site/assets/img")
MADE_FILES = ("app.json", "pictures.json", "schema.d.ts")
POLL_SECONDS = 0.5
RELOAD = "dev-reload.js"
VERSION = "dev-version.txt"
SCRIPT = f"""let seen;
setInterval(async () => {{
  const now = await (await fetch('/{VERSION}', {{ cache: 'no-store' }})).text();
  if (seen && now !== seen) location.reload();
  seen = now;
}}, 1000);
"""
Files = dict[str, bytes]


class SiteBucket:
    """The site's bucket in the running store."""

    def __init__(self, s3: Any, bucket: str, address: str = UNKNOWN_SITE) -> None:
        self._s3 = s3
        self._address = address
        self._bucket = bucket
        self._there: dict[str, str] = {}

    def update(self, files: Files) -> int:
        """Upload changed files and delete removed ones; return their number."""
        files = {name: self._addressed(name, body) for name, body in files.items()}
        digests = {name: sha256(body).hexdigest() for name, body in files.items()}
        changed = [name for name, digest in digests.items() if self._there.get(name) != digest]
        # Pages last, after the files that they refer to.
        for name in sorted(changed, key=lambda name: (name == VERSION, name.endswith(".html"))):
            kind = mimetypes.guess_type(name)[0] or "binary/octet-stream"
            self._s3.put_object(
                Bucket=self._bucket, Key=name, Body=files[name], ContentType=kind,
                CacheControl="no-cache",
            )  # fmt: skip
        gone = self._there.keys() - digests.keys()
        for name in gone:
            self._s3.delete_object(Bucket=self._bucket, Key=name)
        self._there = digests
        return len(changed) + len(gone)

    def _addressed(self, name: str, body: bytes) -> bytes:
        """The file with the store's address in it, as a deployment writes it."""
        if not name.endswith(WITH_ADDRESSES):
            return body
        return body.replace(UNKNOWN_SITE.encode(), self._address.encode())

    def restore(self) -> None:
        """Leave the site as `make run` deploys it."""
        self.update(built())
        for name in (RELOAD, VERSION):
            self._s3.delete_object(Bucket=self._bucket, Key=name)


def main() -> int:
    """Watch until Ctrl-C. The exit code is 1 when the store is not open."""
    closing = Closing()
    try:
        outputs = deploy.read_outputs(Paths())
        site = SiteBucket(_s3(), outputs["SiteBucket"], outputs["SiteUrl"])
        site.update(with_reload(built()))
    except (OSError, KeyError, BotoCoreError, ClientError) as problem:
        print(f"The store is not open ({problem}): run `make run` beside this.", file=sys.stderr)
        return 1
    print("Watching frontend/: change something. Ctrl-C ends it.", flush=True)
    try:
        watch(site, closing)
    except ClosingError:
        site.restore()
    closing.finish()
    return 0


def watch(site: SiteBucket, closing: Closing) -> None:
    """Build and upload after each change. Raises ClosingError when a signal comes."""
    seen, terms = fingerprint(), Terms(closing.check)
    while True:
        if closing.is_asked(POLL_SECONDS):
            raise ClosingError
        now = fingerprint()
        if now == seen:
            continue
        seen = now
        with step("Building"):
            code = run(["make", "--silent", "site"], None, terms, ROOT)
        if code:
            print("The build failed: see the output above.", flush=True)
            continue
        print(f"  {site.update(with_reload(built()))} files changed", flush=True)


def fingerprint() -> int:
    """A hash of the sources' names and times of change."""
    return hash(tuple((str(path), path.stat().st_mtime_ns) for path in _sources()))


def built() -> Files:
    """The files of the last build, by key."""
    return {
        path.relative_to(BUILT).as_posix(): path.read_bytes()
        for path in sorted(BUILT.rglob("*"))
        if path.is_file()
    }


def with_reload(files: Files) -> Files:
    """The site, with a script in its pages that reloads them after a change."""
    tag = f'<script src="/{RELOAD}" defer></script></body>'.encode()
    pages = {
        name: body.replace(b"</body>", tag) if name.endswith(".html") else body
        for name, body in files.items()
    }
    together = sha256(b"".join(files.values())).hexdigest()
    return {**pages, RELOAD: SCRIPT.encode(), VERSION: together.encode()}


def _sources() -> Iterator[Path]:
    for folder in WATCHED:
        for path in sorted(folder.rglob("*")):
            is_made = path.name in MADE_FILES or any(path.is_relative_to(made) for made in MADE)
            if path.is_file() and not is_made and ".jekyll-cache" not in path.parts:
                yield path


def _s3() -> Any:
    ports = Paths().remembered_ports()
    if ports is None:
        raise FileNotFoundError("it was never opened")
    session = boto3.Session("test", "test", region_name=deploy.REGION)
    return session.client("s3", endpoint_url=f"http://localhost:{ports.emulator}")


if __name__ == "__main__":
    sys.exit(main())
