"""One connection to the embedded database: who logged in, and what that user may do.

A connection without a login may do everything, as the person whose computer this is.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from local.wire import CommandError, Document, Execute

UNAUTHORIZED, AUTHENTICATION_FAILED = 13, 18
USER_NOT_FOUND, ROLE_NOT_FOUND = 11, 31
ALREADY_THERE = 51003
ITERATIONS = 4096
"""The fewest that a driver accepts (RFC 7677)."""
FREE = frozenset({"hello", "ismaster", "ping", "buildinfo", "endsessions", "killcursors"})
"""What everybody may ask."""
ACTIONS: dict[str, tuple[str, ...]] = {
    "find": ("find",),
    "getmore": ("find",),
    "insert": ("insert",),
    "update": ("find", "update"),
    "delete": ("find", "remove"),
    "create": ("createCollection",),
    "createindexes": ("createIndex",),
    "listindexes": ("listIndexes",),
    "listcollections": ("listCollections",),
    "drop": ("dropCollection",),
    "dropdatabase": ("dropDatabase",),
}
"""MongoDB's actions that a command takes; `findAndModify` depends on what it does."""


@dataclass
class Handshake:
    """A login that has begun (SCRAM-SHA-256, RFC 5802 and 7677)."""

    user: str
    nonce: str
    begun: str
    keys: Document


class Session:
    """Answers one connection's commands. `execute` answers those of an engine."""

    def __init__(self, execute: Execute) -> None:
        self._engine = execute
        self._user = ""
        self._handshake: Handshake | None = None
        self._own: dict[str, Callable[[Document], Document]] = {
            "saslstart": self._begin,
            "saslcontinue": self._finish,
        }
        self._administration: dict[str, Callable[[Document], Document]] = {
            "createrole": self._create_role,
            "updaterole": self._update_role,
            "rolesinfo": self._roles_info,
            "createuser": self._create_user,
            "updateuser": self._update_user,
            "grantrolestouser": self._grant_roles,
            "usersinfo": self._users_info,
        }

    def execute(self, command: Document) -> Document:
        """Answer a command. Raises CommandError, with code 13 for what the user may not do."""
        name = next(iter(command)).lower()
        if name in self._own:
            return self._own[name](command)
        if self._user and name not in FREE:
            self._check(name, command)
        if name in self._administration:
            return {"ok": 1.0, **self._administration[name](command)}
        return self._engine(command)

    def _check(self, name: str, command: Document) -> None:
        subject = command.get("collection" if name == "getmore" else next(iter(command)))
        allowed = self._allowed(command["$db"], subject)
        for action in _actions(name, command):
            if action not in allowed:
                raise CommandError(
                    UNAUTHORIZED,
                    f"not authorized on {command['$db']}: {self._user} may not {name} {subject}",
                )

    def _allowed(self, database: str, collection: Any) -> set[str]:
        user = self._find("system.users", self._user)
        roles = [each["role"] for each in user["roles"]] if user else []
        return {
            action
            for role in roles
            for privilege in (self._find("system.roles", role) or {"privileges": []})["privileges"]
            if privilege["resource"] == {"db": database, "collection": collection}
            for action in privilege["actions"]
        }

    def _begin(self, command: Document) -> Document:
        if command["mechanism"] != "SCRAM-SHA-256":
            raise CommandError(AUTHENTICATION_FAILED, "the mechanism is SCRAM-SHA-256")
        begun = bytes(command["payload"]).decode().removeprefix("n,,")
        given = _fields(begun)
        user = given["n"].replace("=2C", ",").replace("=3D", "=")
        known = self._find("system.users", user)
        # Nobody learns which users there are.
        keys = known["keys"] if known else _keys(secrets.token_hex())
        nonce = given["r"] + secrets.token_urlsafe(18)
        answer = f"r={nonce},s={base64.b64encode(keys['salt']).decode()},i={ITERATIONS}"
        self._handshake = Handshake(user, nonce, f"{begun},{answer}", keys)
        return _step(answer.encode(), done=False)

    def _finish(self, command: Document) -> Document:
        handshake = self._handshake
        if handshake is None:
            raise CommandError(AUTHENTICATION_FAILED, "no login was begun")
        payload = bytes(command["payload"]).decode()
        if not payload:
            return _step(b"", done=True)
        unsigned, _, proof = payload.rpartition(",p=")
        signed = f"{handshake.begun},{unsigned}".encode()
        signature = _hmac(handshake.keys["stored"], signed)
        client = bytes(a ^ b for a, b in zip(base64.b64decode(proof), signature, strict=True))
        is_right = hmac.compare_digest(hashlib.sha256(client).digest(), handshake.keys["stored"])
        if not is_right or _fields(unsigned)["r"] != handshake.nonce:
            self._handshake = None
            raise CommandError(AUTHENTICATION_FAILED, "Authentication failed.")
        self._user = handshake.user
        verifier = base64.b64encode(_hmac(handshake.keys["server"], signed))
        return _step(b"v=" + verifier, done=True)

    def _create_role(self, command: Document) -> Document:
        self._insert("system.roles", command["createRole"], privileges=command["privileges"])
        return {}

    def _update_role(self, command: Document) -> Document:
        name = command["updateRole"]
        self._must_find("system.roles", name, ROLE_NOT_FOUND)
        self._set("system.roles", name, privileges=command["privileges"])
        return {}

    def _roles_info(self, command: Document) -> Document:
        return {"roles": self._some("system.roles", command["rolesInfo"])}

    def _create_user(self, command: Document) -> Document:
        self._check_roles(command["roles"])
        keys = _keys(command["pwd"])
        self._insert("system.users", command["createUser"], keys=keys, roles=command["roles"])
        return {}

    def _update_user(self, command: Document) -> Document:
        name = command["updateUser"]
        self._must_find("system.users", name, USER_NOT_FOUND)
        self._set("system.users", name, keys=_keys(command["pwd"]))
        return {}

    def _grant_roles(self, command: Document) -> Document:
        name = command["grantRolesToUser"]
        self._check_roles(command["roles"])
        had = self._must_find("system.users", name, USER_NOT_FOUND)["roles"]
        new = [role for role in command["roles"] if role not in had]
        self._set("system.users", name, roles=[*had, *new])
        return {}

    def _users_info(self, command: Document) -> Document:
        found = self._some("system.users", command["usersInfo"])
        return {"users": [{"user": user["_id"], "roles": user["roles"]} for user in found]}

    def _check_roles(self, roles: Iterable[Document]) -> None:
        for role in roles:
            self._must_find("system.roles", role["role"], ROLE_NOT_FOUND)

    def _insert(self, collection: str, name: str, **fields: Any) -> None:
        if self._find(collection, name):
            raise CommandError(ALREADY_THERE, f"{name} exists already")
        document = {"_id": name, **fields}
        self._engine({"insert": collection, "$db": "admin", "documents": [document]})

    def _set(self, collection: str, name: str, **fields: Any) -> None:
        update = {"q": {"_id": name}, "u": {"$set": fields}}
        self._engine({"update": collection, "$db": "admin", "updates": [update]})

    def _must_find(self, collection: str, name: str, code: int) -> Document:
        found = self._find(collection, name)
        if found is None:
            raise CommandError(code, f"there is no {name}")
        return found

    def _find(self, collection: str, name: str) -> Document | None:
        return next(iter(self._some(collection, name)), None)

    def _some(self, collection: str, name: str) -> list[Document]:
        reply = self._engine({"find": collection, "$db": "admin", "filter": {"_id": name}})
        found: list[Document] = reply["cursor"]["firstBatch"]
        return found


def _actions(name: str, command: Document) -> tuple[str, ...]:
    if name == "findandmodify":
        changes = ("remove",) if command.get("remove") else ("update",)
        return ("find", *changes, *(("insert",) if command.get("upsert") else ()))
    upserts = any(each.get("upsert") for each in command.get("updates", ()))
    # What is not listed is the master's alone.
    return (*ACTIONS.get(name, ("anyAction",)), *(("insert",) if upserts else ()))


def _keys(password: str) -> Document:
    salt = secrets.token_bytes(16)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
    stored = hashlib.sha256(_hmac(salted, b"Client Key")).digest()
    return {"salt": salt, "stored": stored, "server": _hmac(salted, b"Server Key")}


def _hmac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _fields(message: str) -> dict[str, str]:
    return dict(part.split("=", 1) for part in message.split(","))


def _step(payload: bytes, *, done: bool) -> Document:
    return {"ok": 1.0, "conversationId": 1, "done": done, "payload": payload}
