"""The hash that seals each row of the trail to all rows before it."""

import hashlib
import json
from datetime import UTC, datetime

# What the first row of an office stands on.
GENESIS = bytes(32)


def sealed(
    *,
    previous: bytes,
    number: int,
    at: datetime,
    actor_id: int | None,
    actor_name: str,
    act: str,
    object_kind: str,
    object_id: str,
    count: int,
    detail: dict[str, object],
    circle_id: int | None,
) -> bytes:
    """SHA-256 over the previous row's hash and this row as JSON: keys sorted, no spaces, UTC."""
    content = {
        "number": number,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor_id": actor_id,
        "actor_name": actor_name,
        "act": act,
        "object_kind": object_kind,
        "object_id": object_id,
        "count": count,
        "detail": detail,
        "circle_id": circle_id,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous + canonical.encode()).digest()
