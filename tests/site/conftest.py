"""The site, built once for all of its tests."""

from pathlib import Path

import pytest

from tests.site.built import DATA, Site, build


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """As `make site` builds it, in a folder of its own."""
    missing = [name for name in ("app.json", "pictures.json") if not (DATA / name).exists()]
    assert not missing, f"not made yet: {', '.join(missing)} (`make site` makes them)"
    folder: Path = tmp_path_factory.mktemp("site")
    build(folder)
    return Site(folder)
