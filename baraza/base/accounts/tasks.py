"""Jobs of the accounts."""

from datetime import timedelta

from django.utils import timezone

from baraza.base.accounts.actions import links, notifications, sessions
from baraza.common.jobs import every_minute, job

SESSIONS_KEPT = timedelta(days=30)


@job("accounts.answer_reset_requests")
def answer_reset_requests() -> None:
    """Mail the links that were asked for."""
    links.answer_reset_requests(now=timezone.now())


@every_minute("accounts.sweep")
def sweep() -> None:
    """What a killed worker left undone, and what has had its time."""
    now = timezone.now()
    links.answer_reset_requests(now=now)
    links.forget_links(before=now - SESSIONS_KEPT)
    sessions.forget_old_sessions(before=now - SESSIONS_KEPT)
    sessions.forget_expired(now=now)
    notifications.forget_notifications(before=now - notifications.KEPT)
