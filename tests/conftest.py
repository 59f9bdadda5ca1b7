"""What every test shares."""

import pytest

pytest_plugins = ["tests.aws", "tests.database", "tests.logs", "tests.payments"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Write the facts that a test proves into its JUnit record."""
    for item in items:
        for mark in item.iter_markers("proves"):
            item.user_properties.extend(("proves", fact) for fact in mark.args)
