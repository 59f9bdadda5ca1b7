"""The part of MongoDB's wire protocol that drivers need: OP_MSG in, OP_MSG out.

https://www.mongodb.com/docs/manual/reference/mongodb-wire-protocol/ is the source of the layout.
"""

import itertools
import socket
import socketserver
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, cast

import bson
from bson.codec_options import CodecOptions

Document = dict[str, Any]
Execute = Callable[[Document], Document]

HEADER = struct.Struct("<iiii")
OP_REPLY, OP_QUERY, OP_MSG = 1, 2004, 2013
CHECKSUM_PRESENT, MORE_TO_COME = 1, 2
OPTIONS: CodecOptions[Document] = CodecOptions(tz_aware=False)

_request_ids = itertools.count(1)


class CommandError(Exception):
    """A command failed; `code` is MongoDB's error code."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


def hello() -> Document:
    """The answer to a driver's first request: a writable standalone server."""
    return {
        "ismaster": True,
        "isWritablePrimary": True,
        "helloOk": True,
        "maxBsonObjectSize": 16 * 1024 * 1024,
        "maxMessageSizeBytes": 48_000_000,
        "maxWriteBatchSize": 1000,
        "localTime": datetime.now(UTC),
        "logicalSessionTimeoutMinutes": 30,
        "minWireVersion": 0,
        "maxWireVersion": 21,
        "readOnly": False,
        "saslSupportedMechs": ["SCRAM-SHA-256"],
        "ok": 1.0,
    }


class _Connection(socketserver.BaseRequestHandler):
    """One driver's connection: answers requests in turn until it is closed."""

    request: socket.socket

    def setup(self) -> None:
        self.request.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._execute = cast("WireServer", self.server).session()

    def handle(self) -> None:
        try:
            while True:
                length, request_id, _, opcode = HEADER.unpack(self._read(HEADER.size))
                body = self._read(length - HEADER.size)
                if opcode == OP_QUERY:
                    self._send(_first_reply(), request_id, OP_REPLY)
                elif opcode == OP_MSG:
                    self._answer(body, request_id)
                else:
                    return
        except (EOFError, ConnectionError):
            return

    def _answer(self, body: bytes, request_id: int) -> None:
        flags, command = _parse(body)
        try:
            reply = self._execute(command)
        except CommandError as error:
            reply = {"ok": 0.0, "code": error.code, "errmsg": error.message}
        if not flags & MORE_TO_COME:
            self._send(struct.pack("<IB", 0, 0) + bson.encode(reply), request_id, OP_MSG)

    def _read(self, size: int) -> bytes:
        data = bytearray()
        while len(data) < size:
            chunk = self.request.recv(size - len(data))
            if not chunk:
                raise EOFError
            data += chunk
        return bytes(data)

    def _send(self, payload: bytes, response_to: int, opcode: int) -> None:
        header = HEADER.pack(HEADER.size + len(payload), next(_request_ids), response_to, opcode)
        self.request.sendall(header + payload)


def _first_reply() -> bytes:
    """The reply to the OP_QUERY with which drivers begin; later they send OP_MSG."""
    return struct.pack("<iqii", 8, 0, 0, 1) + bson.encode(hello())


def _parse(body: bytes) -> tuple[int, Document]:
    """The flags and the command of an OP_MSG, its document sequences merged into it."""
    flags: int = struct.unpack_from("<I", body)[0]
    end = len(body) - (4 if flags & CHECKSUM_PRESENT else 0)
    command: Document = {}
    sequences: Document = {}
    at = 4
    while at < end:
        kind = body[at]
        size: int = struct.unpack_from("<i", body, at + 1)[0]
        section = body[at + 1 : at + 1 + size]
        if kind == 0:
            command = bson.decode(section, OPTIONS)
        else:
            name_end = section.index(b"\0", 4)
            sequences[section[4:name_end].decode()] = bson.decode_all(
                section[name_end + 1 :], OPTIONS
            )
        at += 1 + size
    return flags, {**command, **sequences}


class WireServer(socketserver.ThreadingTCPServer):
    """Listens on 127.0.0.1 and gives each connection a thread."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 512

    def __init__(
        self, port: int, execute: Execute, session: Callable[[], Execute] | None = None
    ) -> None:
        """`session` makes what answers one connection; without it `execute` answers all alike."""
        super().__init__(("127.0.0.1", port), _Connection)
        self.execute = execute
        self.session = session or (lambda: execute)
