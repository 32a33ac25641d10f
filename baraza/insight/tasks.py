"""Jobs of the figures."""

from django.utils import timezone

from baraza.base.office.queries import profile
from baraza.common.jobs import every_minute
from baraza.insight.actions.outcomes import mark_told
from baraza.insight.actions.weekly import send_due_weeklies
from baraza.insight.models import WeeklyReader


@every_minute("insight.sweep")
def sweep() -> None:
    """The page of the week, to whoever waits for it."""
    if WeeklyReader.objects.exists() and profile().email:
        send_due_weeklies(now=timezone.now())


@every_minute("insight.mark_told")
def mark_what_was_reported_back() -> None:
    mark_told(now=timezone.now())
