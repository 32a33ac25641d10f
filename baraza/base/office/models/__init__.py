from baraza.base.office.models.alarms import Alarm, AlarmKind
from baraza.base.office.models.conduct import ConductAcknowledgement, ConductRules
from baraza.base.office.models.crisis import Crisis
from baraza.base.office.models.duty import (
    ALWAYS_OPEN,
    FORMS,
    WRITTEN,
    Attendance,
    Entrance,
    Forced,
    Way,
)
from baraza.base.office.models.locations import (
    ExceptionalDay,
    Hours,
    Location,
    LocationKind,
    MobileStop,
)
from baraza.base.office.models.profile import Holiday, Profile, monday_to_friday
from baraza.base.office.models.resources import (
    Called,
    ProtectedBlock,
    Resource,
    Source,
    TimeBudget,
    Unit,
    Where,
)

__all__ = [
    "ALWAYS_OPEN",
    "FORMS",
    "WRITTEN",
    "Alarm",
    "AlarmKind",
    "Attendance",
    "Called",
    "ConductAcknowledgement",
    "ConductRules",
    "Crisis",
    "Entrance",
    "ExceptionalDay",
    "Forced",
    "Holiday",
    "Hours",
    "Location",
    "LocationKind",
    "MobileStop",
    "Profile",
    "ProtectedBlock",
    "Resource",
    "Source",
    "TimeBudget",
    "Unit",
    "Way",
    "Where",
    "monday_to_friday",
]
