"""Where somebody is signed in."""

from datetime import datetime, timedelta

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from baraza.base.accounts.actions import sessions
from baraza.base.accounts.models import StaffSession, User
from baraza.base.accounts.queries import open_sessions, session_state


def begin(user: User, now: datetime, device: str = "") -> StaffSession:
    return sessions.begin_session(user=user, address="192.0.2.7", device=device, now=now)


def test_all_but_one_end(staff: User, now: datetime) -> None:
    kept, other = begin(staff, now), begin(staff, now)
    assert sessions.end_sessions(user=staff, now=now, kept=kept.pk) == 1
    assert session_state(user=staff, session_id=kept.pk)
    assert session_state(user=staff, session_id=other.pk) is None


def test_nobody_ends_anothers_session(staff: User, now: datetime) -> None:
    other = User.objects.create_user(email="o@highlands.example", name="Other")
    session = begin(other, now)
    assert not sessions.end_session(user=staff, session_id=session.pk, now=now)
    assert session_state(user=other, session_id=session.pk)


def test_nonsense_names_no_session(staff: User) -> None:
    for nonsense in (None, "", "x", "1'; DROP TABLE"):
        assert session_state(user=staff, session_id=nonsense) is None


def test_being_seen_is_written_every_five_minutes(staff: User, now: datetime) -> None:
    session = begin(staff, now)
    sessions.mark_seen(session=session, now=now + timedelta(minutes=4))
    session.refresh_from_db()
    assert session.seen_at == now
    sessions.mark_seen(session=session, now=now + timedelta(minutes=5))
    session.refresh_from_db()
    assert session.seen_at == now + timedelta(minutes=5)


def test_a_very_long_user_agent_is_cut(staff: User, now: datetime) -> None:
    assert len(begin(staff, now, device="x" * 5000).device) == 300


def test_old_sessions_are_not_listed_and_forgotten_after_a_month(
    staff: User, now: datetime
) -> None:
    begin(staff, now - timedelta(days=40))
    assert not open_sessions(user=staff, since=now - timedelta(hours=12))
    sessions.forget_old_sessions(before=now - timedelta(days=30))
    assert not StaffSession.objects.filter(user=staff, seen_at__lt=now).exists()


def test_attempts_and_cookies_that_ran_out_are_forgotten(office: object, now: datetime) -> None:
    cache.set("attempts from 192.0.2.7", 3, 60)
    cache.set("kept", 1, 3600)
    Session.objects.create(session_key="old", session_data="", expire_date=now)
    later = timezone.now() + timedelta(minutes=5)
    sessions.forget_expired(now=later)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM accounts_cache")
        kept = [key for (key,) in cursor.fetchall()]
    assert len(kept) == 1
    assert kept[0].endswith("kept")
    assert not Session.objects.filter(session_key="old").exists()
