"""What changes an office: what it says of itself, the rules its staff keep, its places and hours,
who attends which way in, a crisis, and what it has to work with."""

from baraza.base.office.actions.profile import (
    acknowledge,
    add_holidays,
    alarms_mailed,
    remove_holidays,
    set_alarms,
    update_profile,
    write_rules,
)

__all__ = [
    "acknowledge",
    "add_holidays",
    "alarms_mailed",
    "remove_holidays",
    "set_alarms",
    "update_profile",
    "write_rules",
]
