"""`make run`: the whole store on this machine, in the foreground, until Ctrl-C."""

import os
import sys

from local.closing import Closing


def main() -> int:
    """Open the store, and close it when a signal comes. The exit code is 1 when it did not open."""
    closing = Closing()
    # Importing these takes a while, and signals must be handled from the start.
    from deployment.paths import Paths
    from local.cloud import LocalCloud
    from local.opening import keep_open

    paths, uri = Paths(), os.environ.get("MONGODB_URI", "")
    code = keep_open(paths, closing, lambda terms: LocalCloud(paths, paths.ports(), uri, terms))
    closing.finish()
    return code


if __name__ == "__main__":
    sys.exit(main())
