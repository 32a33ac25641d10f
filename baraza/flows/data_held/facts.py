"""What must be the same before and after: the figures of an office and the end of its trail."""

from collections.abc import Mapping
from typing import Any

from baraza.base.audit.queries import head, holds, verify
from baraza.insight.queries import figures


def office_facts() -> dict[str, Any]:
    """Figures and audit head of the current office, fit for JSON."""
    return {"figures": figures().as_dict(), "audit_head": dict(head())}


def differences(expected: Mapping[str, Any]) -> list[str]:
    """What is not as `expected` (from `office_facts`) in the current office, a sentence each."""
    now = figures().as_dict()
    found = [
        f"{name.replace('_', ' ')}: {number:,} were written down, {now.get(name, 0):,} are here."
        for name, number in expected["figures"].items()
        if now.get(name) != number
    ]
    broken = verify()
    if broken is not None:
        found.append(
            f"The trail of who did what was changed: entry {broken} is not as it was written. "
            "What it says from there on proves nothing."
        )
    elif not holds(kept=expected["audit_head"]):
        found.append(
            "The trail of who did what does not reach as far as it did: entries at its end are "
            "missing."
        )
    return found
