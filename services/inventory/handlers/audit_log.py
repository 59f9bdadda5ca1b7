"""The audit log of a day, requested by a reader."""

from collections.abc import Iterator

from services.contracts.inventory import AuditLogListed, RefreshAuditLog, StockChanged
from services.contracts.message import Event
from services.inventory.dependencies import Dependencies, inbox

ENTRIES_PER_MESSAGE = 100
"""Of 2 kB at the most, below the 256 kB that a message may have."""


@inbox.on(RefreshAuditLog)
def refresh_audit_log(command: RefreshAuditLog, deps: Dependencies) -> Iterator[Event]:
    """Publish the day's entries. Many come in parts; the last one marks the list complete."""
    entries = deps.audit_log.of(command.day)
    last = max(len(entries) - ENTRIES_PER_MESSAGE, 0)
    for start in range(0, last, ENTRIES_PER_MESSAGE):
        yield StockChanged(entries=entries[start : min(start + ENTRIES_PER_MESSAGE, last)])
    yield AuditLogListed(command.day, entries[last:])
