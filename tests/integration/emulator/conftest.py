"""One emulator for all tests of this folder; each test deploys a stack of its own to it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.database import free_port
from tests.integration.emulator.cloud import Cloud, Stack


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    """A running emulator, new and empty."""
    cloud = Cloud(tmp_path_factory.mktemp("emulator"), free_port())
    cloud.start()
    yield cloud
    cloud.stop()


@pytest.fixture
def own_cloud(tmp_path: Path) -> Iterator[Cloud]:
    """An emulator that a test may stop and start, not yet started."""
    cloud = Cloud(tmp_path, free_port())
    yield cloud
    cloud.stop()


Deploy = Callable[..., Stack]


@pytest.fixture
def deploy(cloud: Cloud) -> Iterator[Deploy]:
    """Deploys resources as a stack, which is deleted when the test is over."""
    stacks: list[Stack] = []

    def deploy(resources: dict[str, Any], **outputs: Any) -> Stack:
        stacks.append(cloud.deploy(resources, outputs))
        return stacks[-1]

    yield deploy
    for stack in stacks:
        stack.delete()
