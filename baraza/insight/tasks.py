"""Jobs of the figures."""

from django.utils import timezone

from baraza.base.office.queries import profile
from baraza.common.jobs import every_minute
from baraza.insight.actions import send_due_weeklies
from baraza.insight.models import WeeklyReader


@every_minute("insight.sweep")
def sweep() -> None:
    """The page of the week, to whoever waits for it."""
    if WeeklyReader.objects.exists() and profile().email:
        send_due_weeklies(now=timezone.now())
