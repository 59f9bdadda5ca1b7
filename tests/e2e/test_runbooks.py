"""The commands that the runbooks name do what the pages say, on a deployed store."""

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deployment.lock import Lock
from local.shopper import Shopper
from services.contracts.order_messages import RefreshOrder
from services.runtime.envelope import Trace, seal
from tests.claims import proves
from tests.e2e.store import Store

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "dfmea" / "runbooks").glob("*.md"))
COMMAND = re.compile(r"^\s*(make .+)$", re.MULTILINE)
DEPLOYS = "make deploy"
"""What changes an account is not tried here."""
NUMBER = "the-order"
"""What stands for an order's id."""

Make = Callable[[str], str]


def commands(page: Path) -> list[str]:
    """The commands of a page, in their order."""
    blocks = re.findall(r"```\n(.*?)```", page.read_text(), re.DOTALL)
    return [found for block in blocks for found in COMMAND.findall(block)]


EVERY = sorted({each for page in PAGES for each in commands(page) if DEPLOYS not in each})


@pytest.fixture(scope="module")
def order(store: Store, flora: Shopper) -> str:
    """An order that has been paid for and invoiced."""
    bought = store.buy(flora, store.day(0))
    store.wait_until_quiet()
    return str(bought["id"])


@pytest.fixture
def make(store: Store, order: str) -> Iterator[Make]:
    """Runs a page's command against this store; answers what it printed."""
    paths = store.cloud.paths
    paths.remember(store.cloud.ports)
    opened = Lock.take(paths.pid)
    assert opened

    def run(command: str) -> str:
        words = command.replace("STAGE=prod", "STAGE=local").replace(NUMBER, order).split()
        done = subprocess.run(
            words,
            cwd=ROOT,
            env={**os.environ, "CRASSULA_HOME": str(paths.home)},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    yield run
    opened.remove()


@proves("S01", "R02")
@pytest.mark.parametrize("command", EVERY)
def test_every_command_of_the_runbooks_works(make: Make, command: str) -> None:
    assert make(command)


@proves("R02", "R04", "T41", "T47", "D02")
def test_who_follows_the_page_finds_a_dead_letter_its_order_and_hands_it_back(
    store: Store, make: Make, order: str
) -> None:
    look, trace, send_again = commands(ROOT / "dfmea" / "runbooks" / "redrive.md")
    body = seal(RefreshOrder(order), Trace.begin("somebody-looked")).decode()
    dead_letters = store.outputs["DlqUrlOrder"]
    store.client("sqs").send_message(QueueUrl=dead_letters, MessageBody=body)

    seen = make(look)
    assert "order: 1 dead letters" in seen
    assert re.search(rf"RefreshOrder +{order} +can be sent again", seen)
    assert "OrderConfirmed" in make(trace)
    assert re.search(rf"RefreshOrder +{order} +sent again", make(send_again))

    store.wait_until_quiet()
    assert "order: no dead letters" in make(look)
    assert "somebody-looked" in {r.get("correlation_id") for r in store.records(order)}
