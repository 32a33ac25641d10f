"""Jobs of the people."""

from django.utils import timezone

from baraza.base.people.actions import duplicates
from baraza.common.jobs import every_minute, job


@job("people.suggest_duplicates")
def suggest_duplicates() -> None:
    """Somebody asked to look now."""
    duplicates.suggest_duplicates(now=timezone.now())


@every_minute("people.sweep")
def sweep() -> None:
    """Look for duplicates among people who came since."""
    duplicates.suggest_when_due(now=timezone.now())
