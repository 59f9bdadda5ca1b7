"""How a write command is kept in the journal's file, and how a file is read again.

A record is its length, a checksum and the command as BSON. What a crash tore can only be the last
record, which was never acknowledged. A record that is broken before others is damage: it is said.
"""

import struct
import zlib
from collections.abc import Iterator

import bson

from local.wire import OPTIONS, Document

MAGIC = b"crassula journal 2\n"
"""How a file begins; one of the version before is BSON from its first byte on."""
MARK = b"\xc5REC"
HEADER = struct.Struct("<4sII")
"""MARK, the length of the BSON, and its CRC-32."""


class JournalDamagedError(Exception):
    """A record in the middle of the journal cannot be read."""


def record(command: Document) -> bytes:
    """A command as it is kept."""
    body = bson.encode(command)
    return HEADER.pack(MARK, len(body), zlib.crc32(body)) + body


def read(content: bytes) -> Iterator[tuple[Document, int]]:
    """Each command, and where its record ends. Raises JournalDamagedError.

    What is left after the last end was torn by a crash.
    """
    if not content.startswith(MAGIC):
        # A file shorter than its beginning was torn before anything was in it.
        yield from () if MAGIC.startswith(content) else _read_first_version(content)
        return
    at = len(MAGIC)
    while at < len(content):
        body = _body(content, at)
        if body is None:
            _must_be_the_last(content, at)
            return
        at += HEADER.size + len(body)
        yield bson.decode(body, OPTIONS), at


def _body(content: bytes, at: int) -> bytes | None:
    """The BSON of the record that begins here; None when it is not whole."""
    if len(content) < at + HEADER.size:
        return None
    mark, length, checksum = HEADER.unpack_from(content, at)
    body = content[at + HEADER.size : at + HEADER.size + length]
    if mark != MARK or len(body) != length or zlib.crc32(body) != checksum:
        return None
    return body


def _must_be_the_last(content: bytes, at: int) -> None:
    following = at
    while (following := content.find(MARK, following + 1)) >= 0:
        if _body(content, following) is not None:
            raise JournalDamagedError(
                f"the record at byte {at} is damaged, and there are others after it"
            )


def _read_first_version(content: bytes) -> Iterator[tuple[Document, int]]:
    at = 0
    while at + 4 <= len(content):
        end = at + int.from_bytes(content[at : at + 4], "little")
        if end > len(content):
            return
        try:
            command = bson.decode(content[at:end], OPTIONS)
        except bson.errors.InvalidBSON as error:
            if end == len(content):
                return
            raise JournalDamagedError(f"the record at byte {at} is damaged") from error
        at = end
        yield command, at
