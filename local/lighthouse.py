"""`make lighthouse`: measure the open store's pages in the system's Chromium."""

import subprocess
import sys

from deployment.paths import ROOT, Paths
from local import deploy, seed


def main() -> int:
    """The measurement's own exit code; 1 when the store was never opened."""
    try:
        shop = deploy.read_outputs(Paths())["SiteUrl"]
    except OSError:
        print("The store is not open: run `make run` beside this.", file=sys.stderr)
        return 1
    person = seed.CUSTOMER
    command = ["npm", "run", "--silent", "lighthouse", "--", shop, person.email, person.password]
    return subprocess.run(command, cwd=ROOT / "frontend", check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
