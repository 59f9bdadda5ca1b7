"""What every test shares."""

import pytest

pytest_plugins = ["tests.aws", "tests.database", "tests.logs", "tests.payments"]


SHARES_ONE = ("e2e", "emulator", "infrastructure")
"""Folders whose tests share something that takes long to make: one process runs each of them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the facts that a test proves into its JUnit record, and keep together what belongs."""
    for item in items:
        for folder in SHARES_ONE:
            if folder in item.path.parts:
                item.add_marker(pytest.mark.xdist_group(folder))
        for mark in item.iter_markers("proves"):
            item.user_properties.extend(("proves", fact) for fact in mark.args)
