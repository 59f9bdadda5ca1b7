"""The rights of each service in a database, derived from services/manifest.py.

https://docs.aws.amazon.com/documentdb/latest/developerguide/role_based_access_control.html lists
what DocumentDB knows of MongoDB's commands and privileges. Users and roles are those of `admin`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pymongo.database import Database

from services.manifest import MANIFEST, SERVICES, Participant
from services.runtime.mongo import Document, Documents

READ = ("find",)
WRITE = ("find", "insert", "update", "remove")


@dataclass(frozen=True)
class Login:
    """A user's name and password. A rotation gives a service a second user, by turns."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Only the name: logs show it."""
        return f"Login({self.user})"


def privileges(service: Participant, database: str, collections: Iterable[str]) -> list[Document]:
    """What the service may do with these collections of a database, as `createRole` takes it."""
    row, known = MANIFEST[service], frozenset(collections)
    granted = [
        *((name, WRITE) for name in row.owns if name in known),
        *((name, READ) for name in row.reads if name in known),
    ]
    return [
        {"resource": {"db": database, "collection": name}, "actions": list(actions)}
        for name, actions in granted
    ]


def grant(
    database: Documents, collections: Iterable[str], logins: Mapping[Participant, Login]
) -> None:
    """Give every service its role, and its user with this password. Harmless to repeat.

    A service that has lost its last right in the database keeps a role without any. Raises as the
    driver does, and KeyError if a service has rights and no login.
    """
    admin: Database[Document] = database.client["admin"]
    known = tuple(collections)
    for service in SERVICES:
        role = f"{database.name}_{service}"
        allowed = privileges(service, database.name, known)
        is_known = bool(admin.command("rolesInfo", role)["roles"])
        if allowed or is_known:
            command = "updateRole" if is_known else "createRole"
            admin.command(command, role, privileges=allowed, roles=[])
        if allowed:
            _set_user(admin, logins[service], {"role": role, "db": "admin"})


def _set_user(admin: Database[Document], login: Login, role: Document) -> None:
    if admin.command("usersInfo", login.user)["users"]:
        admin.command("updateUser", login.user, pwd=login.password)
        admin.command("grantRolesToUser", login.user, roles=[role])
    else:
        admin.command("createUser", login.user, pwd=login.password, roles=[role])
