"""The pages say where they stand: at the shop's domain, on CloudFront's, or on a laptop."""

from pathlib import Path

import pytest

from stacks.addressed import addressed
from stacks.config import ROOT, UNKNOWN_SITE

pytestmark = pytest.mark.finding("A16")


@pytest.fixture
def built(tmp_path: Path) -> Path:
    page = f'<link rel="canonical" href="{UNKNOWN_SITE}/about/">flowers@crassula.example'
    for name in ("index.html", "about/index.html", "robots.txt", "sitemap.xml", "app/main-1.js"):
        file = tmp_path / "built" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page)
    (tmp_path / "built" / ".well-known").mkdir()
    (tmp_path / "built" / ".well-known" / "security.txt").write_text(page)
    return tmp_path / "built"


@pytest.mark.parametrize("address", ["https://flowers.test", "http://crassula.localhost:4600"])
def test_every_page_has_the_address_at_which_it_is_deployed(
    built: Path, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stacks.addressed.ADDRESSED", tmp_path / "sites")
    copy = addressed(built, address, without=("app",))
    files = {str(file.relative_to(copy)): file for file in copy.rglob("*") if file.is_file()}
    assert set(files) == {
        "index.html", "about/index.html", "robots.txt", "sitemap.xml",
        ".well-known/security.txt",
    }  # fmt: skip
    for file in files.values():
        text = file.read_text()
        assert f'href="{address}/about/"' in text
        assert UNKNOWN_SITE not in text
        assert "flowers@crassula.example" in text
    assert UNKNOWN_SITE in (built / "index.html").read_text()


def test_the_same_site_at_the_same_address_is_the_same_folder(
    built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stacks.addressed.ADDRESSED", tmp_path / "sites")
    one, two = (addressed(built, "https://flowers.test", ()) for _ in range(2))
    other = addressed(built, "https://other.test", ())
    assert one == two != other
    assert len([*(tmp_path / "sites").iterdir()]) == 2


def test_the_site_is_built_for_the_address_that_is_replaced() -> None:
    assert f"url: {UNKNOWN_SITE}\n" in (ROOT / "frontend/site/_config.yml").read_text()
