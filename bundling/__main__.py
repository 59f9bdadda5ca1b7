"""python -m bundling: make every function's package, or print why not and what to do."""

import sys

from bundling.compiler import NotCompiledError
from bundling.packages import NotInstalledError, make_packages


def main() -> int:
    """Make all packages anew."""
    try:
        make_packages()
    except (NotInstalledError, NotCompiledError) as error:
        print(f"The functions are not packaged: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
