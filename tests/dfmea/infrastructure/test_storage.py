"""Who opens which collection is read from the code."""

from pathlib import Path

import pytest

from dfmea.tool.infrastructure.storage import Opening, openings


def opened(root: Path, code: str) -> list[Opening]:
    for folder in ("runtime", "order"):
        (root / "services" / folder).mkdir(parents=True, exist_ok=True)
    (root / "services/runtime/mongo.py").write_text("def own(database, name, service): own(1, 2)\n")
    (root / "services/runtime/names.py").write_text('VIEWS = "views"\n')
    (root / "services/order/store.py").write_text(code)
    return list(openings(root, "services/**/*.py", "services/runtime/mongo.py:own", 1))


@pytest.mark.parametrize(
    ("code", "collection"),
    [
        ('own(database, "orders", ORDER)', "orders"),
        ('mongo.own(database, "orders", ORDER)', "orders"),
        ('NAME = "orders"\nown(database, NAME, ORDER)', "orders"),
        ("from services.runtime.names import VIEWS\nown(database, VIEWS, ORDER)", "views"),
        ("own(database, name + s, ORDER)", None),
        ("own(database, unknown, ORDER)", None),
        ('database["orders"].insert_one({})', "orders"),
    ],
)
def test_a_write_is_seen(tmp_path: Path, code: str, collection: str | None) -> None:
    line = code.count("\n") + 1

    assert opened(tmp_path, code) == [Opening("services/order/store.py", line, collection)]


@pytest.mark.parametrize("code", ['database["orders"].find_one({})', 'Reader(database, "orders")'])
def test_reading_is_none(tmp_path: Path, code: str) -> None:
    assert not opened(tmp_path, code)
