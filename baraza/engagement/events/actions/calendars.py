"""Staff's own calendars: ours followed by theirs at a secret address, theirs read for when they are
busy, and time blocked by hand."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.office.queries import zone
from baraza.common.outgoing import Asks, NoAnswer, NotAllowed, fetch
from baraza.engagement.events.calendar_files import NotACalendar, busy_times
from baraza.engagement.events.links import digest_of
from baraza.engagement.events.models import BusySource, BusyTime, StaffCalendar
from baraza.engagement.events.slots import Stretch

READ_EVERY = timedelta(minutes=15)
AHEAD = timedelta(days=200)
NO_CALENDAR = gettext_noop("What is at that address is no calendar.")
NOT_THERE = gettext_noop("The calendar could not be read: its machine does not answer.")
NOT_ALLOWED = gettext_noop("That address cannot be read: it must begin with https.")


class EndsBeforeItBegins(ValueError):
    """Time that is blocked lasts a while."""


def own_calendar(*, user: User) -> StaffCalendar:
    """Their row; one not yet saved where they have none."""
    return StaffCalendar.objects.filter(user=user).first() or StaffCalendar(user=user)


@transaction.atomic
def new_feed(*, user: User, now: datetime) -> str:
    """The key of a fresh secret address; one that was given out before leads nowhere any more.
    Only its digest is kept."""
    key = secrets.token_urlsafe(24)
    calendar = own_calendar(user=user)
    calendar.feed_digest = digest_of(key)
    calendar.save()
    record(actor=user, act="feed_made", obj=calendar, now=now)
    return key


@transaction.atomic
def end_feed(*, user: User, now: datetime) -> None:
    """Nobody can follow it any more."""
    calendar = own_calendar(user=user)
    if calendar.feed_digest:
        calendar.feed_digest = ""
        calendar.save(update_fields=["feed_digest"])
        record(actor=user, act="feed_ended", obj=calendar, now=now)


@transaction.atomic
def follow(*, user: User, address: str, now: datetime) -> StaffCalendar:
    """Read their busy times from there; an empty address ends it, and forgets what was read."""
    calendar = own_calendar(user=user)
    calendar.address = address.strip().replace("webcal://", "https://", 1)
    calendar.read_at, calendar.problem = None, ""
    calendar.save()
    BusyTime.objects.filter(user=user, source=BusySource.CALENDAR).delete()
    record(actor=user, act="calendar_followed", obj=calendar, now=now)
    return calendar


def due(*, now: datetime) -> list[StaffCalendar]:
    """Calendars that were not read in the last quarter of an hour."""
    rows = StaffCalendar.objects.filter(user__is_active=True)
    rows = rows.filter(Q(read_at__isnull=True) | Q(read_at__lt=now - READ_EVERY))
    found = rows.select_related("user").order_by(F("read_at").asc(nulls_first=True))
    return [one for one in found if one.address]


def read_calendar(*, calendar: StaffCalendar, now: datetime, ask: Asks = fetch) -> StaffCalendar:
    """Their busy times as their calendar says now; where it cannot be read, what was known stays.

    Nothing of a calendar is kept but the times.
    """
    calendar.read_at = now
    try:
        host = urlsplit(calendar.address).hostname or ""
        answer = ask(calendar.address, allowed_hosts=_hosts(calendar.address, host))
        if answer.status != 200:
            raise NoAnswer(str(answer.status))
        found = _read(answer.body, now)
    except (NotAllowed, ValueError) as error:
        calendar.problem = NO_CALENDAR if isinstance(error, NotACalendar) else NOT_ALLOWED
    except NoAnswer:
        calendar.problem = NOT_THERE
    else:
        calendar.problem = ""
        _replace(calendar.user, BusySource.CALENDAR, found)
    calendar.save(update_fields=["read_at", "problem"])
    return calendar


@transaction.atomic
def take_file(*, user: User, content: bytes, now: datetime) -> int:
    """Their busy times from a file, in place of those of the file before; returns how many.

    Raises NotACalendar.
    """
    found = _read(content, now)
    _replace(user, BusySource.FILE, found)
    record(actor=user, act="calendar_taken", obj=BusyTime, now=now, count=len(found))
    return len(found)


@transaction.atomic
def block(
    *,
    user: User,
    starts_at: datetime,
    ends_at: datetime,
    by: User,
    now: datetime,
    words: str = "",
) -> BusyTime:
    """No meetings then; what is booked already stays, for somebody to move. Raises
    EndsBeforeItBegins."""
    if ends_at <= starts_at:
        raise EndsBeforeItBegins
    blocked = BusyTime.objects.create(
        user=user, starts_at=starts_at, ends_at=ends_at, words=words[:100]
    )
    record(actor=by, act="time_blocked", obj=blocked, now=now)
    return blocked


@transaction.atomic
def unblock(*, blocked: BusyTime, by: User, now: datetime) -> None:
    """Meetings can be booked then after all."""
    gone = BusyTime(pk=blocked.pk)
    blocked.delete()
    record(actor=by, act="time_unblocked", obj=gone, now=now)


def _hosts(address: str, host: str) -> set[str]:
    port = urlsplit(address).port
    return {host if port in (None, 443) else f"{host}:{port}"}


def _read(content: bytes, now: datetime) -> list[Stretch]:
    local = now.astimezone(zone())
    return busy_times(content, first=local.date(), last=(local + AHEAD).date(), zone=local.tzinfo)


@transaction.atomic
def _replace(user: User, source: BusySource, found: Sequence[Stretch]) -> None:
    BusyTime.objects.filter(user=user, source=source).delete()
    BusyTime.objects.bulk_create(
        BusyTime(user=user, starts_at=one.begins, ends_at=one.ends, source=source) for one in found
    )
