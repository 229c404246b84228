"""The audit trail as rows of a file: one column for each thing that every entry has, and the details as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timezone

from baton.handoff.records.audit_trail import AuditEntry

COLUMNS = ("id", "at", "actor", "action", "handoff_id", "address", "details", "erased_at")


def row(entry: AuditEntry) -> Mapping[str, object]:
    """One entry; times are ISO 8601 in UTC."""
    return {
        "id": entry.id,
        "at": _iso(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "handoff_id": entry.handoff_id,
        "address": entry.address,
        "details": dict(entry.details),
        "erased_at": _iso(entry.erased_at) if entry.erased_at is not None else None,
    }


def flat(entry: AuditEntry) -> list[object]:
    """The same for CSV."""
    values = {**row(entry), "details": json.dumps(entry.details, ensure_ascii=False) if entry.details else ""}
    return [values[name] for name in COLUMNS]


def _iso(at: float) -> str:
    return datetime.fromtimestamp(at, timezone.utc).isoformat(timespec="milliseconds")
