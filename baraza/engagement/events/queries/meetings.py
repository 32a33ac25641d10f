"""The sheet of a day, the week, who waits, who is to be told. Everything goes through
`visible_to`; of what is confidential others see that the time is taken."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from baraza.base.accounts.models import Absence, User
from baraza.base.office.queries import zone
from baraza.base.people.models import Person
from baraza.engagement.events.models import (
    TAKES_TIME,
    Appointment,
    Availability,
    BusyTime,
    State,
)

SHOWN = (*TAKES_TIME, State.CAME, State.MISSED)
PAGE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One time of a day: a meeting, one that is confidential (then only when and whose), or time
    that is blocked."""

    starts_at: datetime
    ends_at: datetime
    host: User | None
    appointment: Appointment | None = None
    busy: BusyTime | None = None

    @property
    def is_confidential(self) -> bool:
        """Somebody comes, and who is not for this reader."""
        return self.appointment is None and self.busy is None


@dataclass(slots=True)
class Day:
    """A day of the office, in order of time."""

    date: date
    lines: list[Line] = field(default_factory=list)
    # Who is away that day.
    away: list[User] = field(default_factory=list)

    @property
    def meetings(self) -> list[Appointment]:
        """Those this reader may see."""
        return [line.appointment for line in self.lines if line.appointment]


def days(*, user: User, first: date, count: int, host: int | None = None) -> list[Day]:
    """So many days with what is in them, of one host or of everybody. Five queries."""
    where = zone()
    begins = _moment(first, where)
    ends = _moment(first + timedelta(days=count), where)
    rows = Appointment.objects.filter(
        state__in=SHOWN, starts_at__gte=begins, starts_at__lt=ends
    ).order_by("starts_at", "pk")
    busy = BusyTime.objects.filter(ends_at__gt=begins, starts_at__lt=ends)
    if host is not None:
        rows, busy = rows.filter(host=host), busy.filter(user=host)
    visible = {one.pk: one for one in _whole(rows.visible_to(user))}
    lines = []
    for one in rows.select_related("host").only("starts_at", "ends_at", "host__name"):
        seen = visible.get(one.pk)
        lines.append(Line(one.starts_at, one.ends_at, one.host, seen))
    for one in busy.select_related("user"):
        lines.append(Line(max(one.starts_at, begins), one.ends_at, one.user, busy=one))
    found = {first + timedelta(days=n): Day(first + timedelta(days=n)) for n in range(count)}
    for line in sorted(lines, key=lambda each: (each.starts_at, each.ends_at)):
        found[line.starts_at.astimezone(where).date()].lines.append(line)
    away = Absence.objects.filter(
        first_date__lt=first + timedelta(days=count), last_date__gte=first
    ).select_related("user")
    for one in away:
        for day in found.values():
            if one.first_date <= day.date <= one.last_date:
                day.away.append(one.user)
    return list(found.values())


def appointment_for(*, user: User, appointment_id: int) -> Appointment:
    """Raises Appointment.DoesNotExist, also for what this person may not see."""
    rows = Appointment.objects.visible_to(user).filter(erased_at__isnull=True)
    return _whole(rows).get(pk=appointment_id)


def waiting(*, user: User) -> QuerySet[Appointment]:
    """Who waits for a place, or has one kept for them; the longest first."""
    rows = Appointment.objects.visible_to(user).filter(state__in=[State.WAITING, State.OFFERED])
    return _whole(rows).order_by("waiting_since", "pk")


def to_be_told(*, user: User) -> QuerySet[Appointment]:
    """Whom somebody has to ring, because something changed and they cannot be written to."""
    rows = Appointment.objects.visible_to(user).filter(
        untold_since__isnull=False, erased_at__isnull=True
    )
    return _whole(rows).order_by("untold_since", "pk")


def without_host(*, user: User, now: datetime) -> QuerySet[Appointment]:
    """Meetings to come that nobody has, or whose host is away that day or has left."""
    away = Absence.objects.filter(
        user=OuterRef("host"),
        first_date__lte=OuterRef("starts_at__date"),
        last_date__gte=OuterRef("starts_at__date"),
    )
    rows = Appointment.objects.visible_to(user).filter(state__in=TAKES_TIME, ends_at__gt=now)
    return _whole(
        rows.filter(Q(host__isnull=True) | Q(host__is_active=False) | Exists(away))
    ).order_by("starts_at", "pk")


def coming_of(*, user: User, host: User, now: datetime) -> QuerySet[Appointment]:
    """What one colleague has before them."""
    rows = Appointment.objects.visible_to(user).filter(
        host=host, state__in=TAKES_TIME, ends_at__gt=now
    )
    return _whole(rows).order_by("starts_at", "pk")


def mine_today(*, user: User, now: datetime) -> QuerySet[Appointment]:
    """Whom this person meets today."""
    where = zone()
    today = now.astimezone(where).date()
    return Appointment.objects.visible_to(user).filter(
        host=user,
        state__in=SHOWN,
        starts_at__gte=_moment(today, where),
        starts_at__lt=_moment(today + timedelta(days=1), where),
    )


def not_noted(*, user: User, now: datetime) -> QuerySet[Appointment]:
    """Meetings of this person's that are over, and nobody said what became of them."""
    rows = Appointment.objects.visible_to(user).filter(
        host=user, state=State.BOOKED, ends_at__lt=now, ends_at__gt=now - timedelta(days=30)
    )
    return _whole(rows).order_by("starts_at", "pk")


def appointments_of(*, user: User, person: Person) -> list[Appointment]:
    """A person's appointments, the newest first. One query."""
    rows = Appointment.objects.visible_to(user).filter(person=person, erased_at__isnull=True)
    return list(_whole(rows).order_by("-starts_at", "-pk")[:PAGE])


def hosts() -> list[User]:
    """Whoever has hours, or meets somebody."""
    with_hours = Availability.objects.values("user")
    meeting = Appointment.objects.filter(state__in=TAKES_TIME).values("host")
    return list(User.objects.at_work().filter(Q(pk__in=with_hours) | Q(pk__in=meeting)))


def clashes(*, rows: Sequence[Appointment]) -> set[int]:
    """Which of these (ids) lie in time their host has blocked since. One query."""
    booked = [one for one in rows if one.state in TAKES_TIME and one.host_id]
    blocked: dict[int, list[BusyTime]] = defaultdict(list)
    for busy in BusyTime.objects.filter(user__in={each.host_id for each in booked}):
        blocked[busy.user_id].append(busy)
    return {
        one.pk
        for one in booked
        for busy in blocked[one.host_id]
        if busy.starts_at < one.ends_at and one.starts_at < busy.ends_at
    }


def _whole(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    return rows.select_related("purpose", "location", "host", "person", "circle")


def _moment(day: date, where: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, tzinfo=where)
