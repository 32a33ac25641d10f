"""Sessions begin at sign-in and end one by one or all together."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import F

from baraza.base.accounts.models import StaffSession, User

# How exactly "last seen" is known; more often would be a write with every click.
SEEN_EVERY = timedelta(minutes=5)


def begin_session(*, user: User, address: str | None, device: str, now: datetime) -> StaffSession:
    """Remember where somebody signed in; `device` is what the browser says it is."""
    return StaffSession.objects.create(
        user=user, address=address or None, device=device[:300], started_at=now, seen_at=now
    )


def mark_seen(*, session: StaffSession, now: datetime) -> None:
    """Somebody is at this browser now; written at most every `SEEN_EVERY`."""
    if now - session.seen_at >= SEEN_EVERY:
        StaffSession.objects.filter(pk=session.pk).update(seen_at=now)


def end_session(*, user: User, session_id: UUID, now: datetime) -> bool:
    """End one of their own sessions; False where there is none such."""
    return bool(
        StaffSession.objects.filter(pk=session_id, user=user, ended_at__isnull=True).update(
            ended_at=now
        )
    )


@transaction.atomic
def end_sessions(*, user: User, now: datetime, kept: UUID | None = None) -> int:
    """End all their sessions, or all others; returns how many.

    Every cookie signed before is void. Where one is kept, its browser must be given a new one
    (`django.contrib.auth.update_session_auth_hash`).
    """
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
    ended = StaffSession.objects.filter(user=user, ended_at__isnull=True)
    if kept is not None:
        ended = ended.exclude(pk=kept)
    return ended.update(ended_at=now)


def forget_old_sessions(*, before: datetime) -> int:
    """Where somebody was signed in is not kept longer than it helps anybody."""
    return StaffSession.objects.filter(seen_at__lt=before).delete()[0]


def forget_expired(*, now: datetime) -> None:
    """Cookies that ran out, and attempts to sign in that no longer count: they hold addresses."""
    Session.objects.filter(expire_date__lt=now).delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM accounts_cache WHERE expires < %s", [now])
