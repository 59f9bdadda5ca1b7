"""Replace me: the code that your analysis speaks of."""

from collections.abc import Callable

ATTEMPTS = 3


def greet(name: str, write: Callable[[str], None]) -> str:
    """Greet somebody and write it into the guest book; try again if that is refused."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            write(name)
        except OSError:
            if attempt == ATTEMPTS:
                raise
        else:
            break
    return f"Hello, {name}!"
