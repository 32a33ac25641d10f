"""What somebody types who enters a call."""

from typing import Any

ENTRY = "/desk/entry/"
HTMX = {"HX-Request": "true"}


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": "abc123",
        "channel": "phone",
        "who": "Wanjiru Kamau",
        "phone": "0712 345 678",
        "text": "The bus no longer stops at the clinic.",
        "outcome": "answer",
        "happened_at": "2026-05-04T08:41",
    } | more
