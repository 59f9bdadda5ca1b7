"""Where the local store keeps its things: the same ports each time, or a clear word."""

import socket
from pathlib import Path

import pytest

from local.places import Places, PortTakenError


def test_a_store_keeps_its_ports_from_one_run_to_the_next(tmp_path: Path) -> None:
    first = Places(tmp_path).ports()
    assert len({first.emulator, first.database, first.payments}) == 3
    assert Places(tmp_path).ports() == first
    assert Places(tmp_path).remembered_ports() == first


def test_a_port_that_somebody_has_taken_is_named_with_the_remedy(tmp_path: Path) -> None:
    ports = Places(tmp_path).ports()
    with socket.socket() as somebody:
        somebody.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        somebody.bind(("127.0.0.1", ports.database))
        somebody.listen()
        with pytest.raises(PortTakenError) as told:
            Places(tmp_path).ports()
    for words in (f"port {ports.database} of the database", "make stop", "make reset"):
        assert words in str(told.value)


def test_before_the_first_run_nothing_is_remembered(tmp_path: Path) -> None:
    assert Places(tmp_path).remembered_ports() is None
