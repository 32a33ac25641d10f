from baraza.engagement.events.models.appointments import OPEN, TAKES_TIME, Appointment, State
from baraza.engagement.events.models.calendars import BusySource, BusyTime, StaffCalendar
from baraza.engagement.events.models.queues import Queue
from baraza.engagement.events.models.times import (
    Availability,
    ConstituencyDay,
    Purpose,
    Way,
)

__all__ = [
    "OPEN",
    "TAKES_TIME",
    "Appointment",
    "Availability",
    "BusySource",
    "BusyTime",
    "ConstituencyDay",
    "Purpose",
    "Queue",
    "StaffCalendar",
    "State",
    "Way",
]
