from django.utils import timezone

from baraza.common.jobs import every_minute, every_night
from baraza.engagement.events.actions import calendars, reminding, waiting
from baraza.engagement.events.models import Appointment, State


@every_minute("events.move_waiting_list_on")
def move_waiting_list_on() -> None:
    """Offers whose time is over, and places that came free without anybody cancelling."""
    if Appointment.objects.filter(state__in=[State.WAITING, State.OFFERED]).exists():
        waiting.offer_places(now=timezone.now())


@every_minute("events.remind")
def remind() -> None:
    reminding.remind(now=timezone.now())


# Beside what leaves: other machines may take their time.
@every_minute("events.read_calendars", queue="outbox")
def read_calendars() -> None:
    """Each calendar, a few times an hour."""
    for calendar in calendars.due(now=timezone.now()):
        calendars.read_calendar(calendar=calendar, now=timezone.now())


@every_night("events.end_waiting")
def end_waiting() -> None:
    waiting.end_waiting(now=timezone.now())
