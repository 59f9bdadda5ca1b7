"""What stands in the catalogue file is what the shop sells."""

from pathlib import Path

import msgspec
import pytest

from local.seed import read_catalogue
from operations.catalogue import bring
from services.shared.messages import PutItems
from services.shared.model import ItemKind
from services.shared.participants import INVENTORY
from tests.aws import AwsServer


def test_the_whole_catalogue_is_one_message_to_inventory(aws_server: AwsServer) -> None:
    items = read_catalogue()
    bring(aws_server.client("sqs"), aws_server.inboxes[INVENTORY], items)
    assert aws_server.messages(INVENTORY) == [PutItems(items)]


def test_every_bouquet_is_made_of_stems_that_are_sold() -> None:
    items = {item.sku: item for item in read_catalogue()}
    for item in items.values():
        assert (item.kind is ItemKind.BOUQUET) == bool(item.recipe)
        assert all(items[stem].kind is ItemKind.STEM for stem in item.recipe)


def test_a_wrong_field_of_the_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.json"
    file.write_text('[{"sku": "rose-red", "name": "Rose", "kind": "stem", "price": "3.20"}]')
    with pytest.raises(msgspec.ValidationError, match="price"):
        read_catalogue(file)
