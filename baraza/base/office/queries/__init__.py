"""Who this office is, where and when it is open, who attends which way in, and what is special
now."""

from baraza.base.office.queries.profile import (
    acknowledged_by,
    current_rules,
    day_of,
    needs_approval,
    not_yet_acknowledged,
    profile,
    reading_once,
    wording,
    working_days,
    zone,
)

__all__ = [
    "acknowledged_by",
    "current_rules",
    "day_of",
    "needs_approval",
    "not_yet_acknowledged",
    "profile",
    "reading_once",
    "wording",
    "working_days",
    "zone",
]
