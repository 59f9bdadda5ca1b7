"""python -m local.demo [SCENE]: all scenes in their order, or one."""

import argparse
import sys
from collections.abc import Callable, Mapping

from deployment.paths import Paths
from local.demo import bouquet, cancellation, declined, florist, secure, wedding
from local.demo.context import DemoContext
from local.progress import step
from local.shopper import NotYetError, RefusedError
from local.sign_in import SignInFailedError

SCENES: Mapping[str, Callable[[DemoContext], None]] = {
    "bouquet": bouquet.play,
    "declined": declined.play,
    "secure": secure.play,
    "wedding": wedding.play,
    "cancellation": cancellation.play,
    "florist": florist.play,
}


def main() -> int:
    """Play the scenes. The exit code is 1 when something did not work."""
    parser = argparse.ArgumentParser(prog="local.demo", description=__doc__)
    parser.add_argument("scene", nargs="?", choices=SCENES, help="this one alone")
    scene: str | None = parser.parse_args().scene
    paths = Paths()
    ports = paths.remembered_ports()
    if ports is None or not paths.is_open:
        print("The store is not open: start it with `make run`, in another terminal.")
        return 1
    try:
        with step("Flora and Fleur sign in (authorisation code with PKCE)"):
            context = DemoContext(paths, ports)
        for name in [scene] if scene else SCENES:
            print(f"\n— {name.capitalize()} " + "—" * (60 - len(name)))
            SCENES[name](context)
    except (NotYetError, RefusedError, SignInFailedError, OSError) as problem:
        print(f"\nThe demonstration ended early: {problem}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
