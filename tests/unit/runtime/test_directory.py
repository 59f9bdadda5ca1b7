"""What stands in the user pool is cut to what our readers take, where it enters."""

from typing import Any

import pytest

from services.runtime.directory import EMAIL_LENGTH, NAME_LENGTH, Directory, Person


class Pool:
    """A user pool in which anything may stand."""

    def __init__(self, **attributes: str) -> None:
        self._attributes = [{"Name": name, "Value": value} for name, value in attributes.items()]

    def call(self, *_: Any) -> dict[str, Any]:
        return {"UserAttributes": self._attributes}


@pytest.mark.finding("A5")
@pytest.mark.parametrize(
    ("attributes", "person"),
    [
        ({}, Person("", "")),
        ({"name": "F" * 121}, Person("", "F" * NAME_LENGTH)),
        ({"name": "Flo\x00ra\u2028 A\u202e."}, Person("", "Flo ra A.")),
        ({"email": "flora@example.com\u200e"}, Person("flora@example.com", "")),
        ({"email": "f" * EMAIL_LENGTH + "@example.com"}, Person("", "")),
    ],
    ids=["nothing", "a long name", "control characters", "a mark of direction", "a long address"],
)
def test_whatever_stands_in_the_pool_a_person_can_be_kept(
    attributes: dict[str, str], person: Person
) -> None:
    pool: Any = Pool(**attributes)
    assert Directory(pool, "pool").find("flora") == person
