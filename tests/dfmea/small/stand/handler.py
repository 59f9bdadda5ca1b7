"""The lemonade stand: what the child behind it does."""

GLASSES = 12


class Jug:
    """What is poured from."""

    def __init__(self) -> None:
        self.glasses = GLASSES


def pour(jug: Jug) -> bool:
    """Fill a glass, if there is any lemonade; look before promising."""
    if jug.glasses == 0:
        return False
    jug.glasses -= 1
    return True
