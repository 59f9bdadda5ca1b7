"""`make dev`: what goes into the store's bucket when something was built again."""

from typing import Any

import pytest

from local.dev import RELOAD, VERSION, SiteBucket, with_reload
from stacks.config import UNKNOWN_SITE

PAGE = b"<html><body>Roses</body></html>"


class Bucket:
    """Remembers what was done to it, in order."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.put: list[str] = []

    def put_object(self, **what: Any) -> None:
        self.files[what["Key"]] = what["Body"]
        self.put.append(what["Key"])

    def delete_object(self, **what: Any) -> None:
        self.files.pop(what["Key"], None)


def test_a_page_loads_again_when_anything_of_the_site_changes() -> None:
    before = with_reload({"index.html": PAGE, "app/main.js": b"1"})
    after = with_reload({"index.html": PAGE, "app/main.js": b"2"})
    assert f'src="/{RELOAD}"'.encode() in before["index.html"]
    assert before["app/main.js"] == b"1"
    assert before[VERSION] != after[VERSION]


def test_only_what_changed_is_brought_and_pages_come_after_what_they_name() -> None:
    bucket = Bucket()
    site = SiteBucket(bucket, "site")
    site.update({"a.html": PAGE, "main-1.js": b"1", "same.css": b"c", VERSION: b"1"})
    bucket.put.clear()

    changed = site.update(
        {"a.html": PAGE + b" ", "main-2.js": b"2", "same.css": b"c", VERSION: b"2"}
    )

    assert bucket.put == ["main-2.js", "a.html", VERSION]
    assert changed == 4
    assert set(bucket.files) == {"a.html", "main-2.js", "same.css", VERSION}


@pytest.mark.finding("A16")
def test_a_page_keeps_the_address_at_which_the_store_is_open() -> None:
    bucket = Bucket()
    page = f'<link rel="canonical" href="{UNKNOWN_SITE}/">'.encode()
    SiteBucket(bucket, "site", "http://here:4600").update({"a.html": page, "a.js": page})
    assert bucket.files["a.html"] == b'<link rel="canonical" href="http://here:4600/">'
    assert bucket.files["a.js"] == page
