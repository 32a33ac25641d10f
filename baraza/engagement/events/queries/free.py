"""Which times are free, for what, where and with whom. The same number of queries for any span."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from baraza.base.accounts.models import Absence, Role
from baraza.base.office.models import (
    ExceptionalDay,
    Holiday,
    Location,
    LocationKind,
    MobileStop,
    Profile,
    ProtectedBlock,
)
from baraza.base.office.queries import profile
from baraza.engagement.events.models import Appointment, Availability, BusyTime, Purpose, Way
from baraza.engagement.events.slots import (
    ClockSpan,
    Length,
    Stretch,
    common,
    fits,
    starts_in,
    stretches,
)

ONE_DAY = timedelta(days=1)
# Nobody books farther ahead, whatever hours say.
FARTHEST = 366


@dataclass(frozen=True, slots=True)
class Place:
    """How and where one may meet; `key` stands for it in addresses."""

    way: Way
    location: Location | None = None

    @property
    def key(self) -> str:
        """Short, and the same every time."""
        return f"{self.way}.{self.location.pk}" if self.location else self.way.value


@dataclass(frozen=True, slots=True)
class Slot:
    """A time at which one of the hosts (ids, who has least to do first) is free."""

    starts_at: datetime
    ends_at: datetime
    place: Place
    hosts: tuple[int, ...]
    zone: ZoneInfo

    @property
    def local(self) -> datetime:
        """The beginning, as the clocks there show it."""
        return self.starts_at.astimezone(self.zone)

    @property
    def day(self) -> date:
        """The day it is there."""
        return self.local.date()


@dataclass(frozen=True, slots=True)
class _Hours:
    """One row of hours, on one of its days, as moments."""

    availability: Availability
    stretch: Stretch
    zone: ZoneInfo


@dataclass
class Times:
    """Everything that says when people of the office have time, read once."""

    purpose: Purpose
    now: datetime
    first_date: date | None = None
    last_date: date | None = None
    # Staff may book at short notice.
    for_staff: bool = False
    # An appointment that is moved is in nobody's way.
    moved: Appointment | None = None
    _office: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self._office = _zone_of(profile().timezone)

    @property
    def length(self) -> Length:
        """How long a meeting for this purpose is."""
        return Length(
            timedelta(minutes=self.purpose.minutes), timedelta(minutes=self.purpose.gap_minutes)
        )

    def slots(self, *, place: str = "") -> list[Slot]:
        """Every free time, in order; at one place (its key), or anywhere."""
        found: dict[tuple[datetime, str], tuple[Place, ZoneInfo, set[int]]] = {}
        for hours in self._hours:
            user = hours.availability.user_id
            starts = starts_in(
                hours.stretch,
                length=self.length,
                taken=self._taken[user],
                earliest=self._earliest(hours.availability),
            )
            for one in _places(hours.availability, self.purpose):
                if place and one.key != place:
                    continue
                for start in starts:
                    if self._is_where_it_was(start, one):
                        continue
                    known = found.setdefault((start, one.key), (one, hours.zone, set()))
                    known[2].add(user)
        return [
            self._slot(start, one, hosts, zone)
            for (start, _key), (one, zone, hosts) in sorted(
                found.items(), key=lambda each: (each[0][0], each[0][1])
            )
        ]

    def _is_where_it_was(self, start: datetime, place: Place) -> bool:
        moved, location = self.moved, place.location
        return moved is not None and (start, place.way, location.pk if location else None) == (
            moved.starts_at,
            moved.way,
            moved.location_id,
        )

    def slot_at(self, *, starts_at: datetime, place: str) -> Slot | None:
        """That very time, whether it would be offered or lies between two that would; None where
        nobody is free then."""
        hosts = set()
        where, zone = None, self._office
        for hours in self._hours:
            here = [one for one in _places(hours.availability, self.purpose) if one.key == place]
            user = hours.availability.user_id
            if (
                here
                and starts_at >= self._earliest(hours.availability)
                and fits(hours.stretch, starts_at, length=self.length, taken=self._taken[user])
            ):
                hosts.add(user)
                where, zone = here[0], hours.zone
        return self._slot(starts_at, where, hosts, zone) if where else None

    def places(self) -> list[Place]:
        """How and where there are hours for this purpose at all, free or not."""
        found: dict[str, Place] = {}
        for row in self._rows:
            for one in _places(row, self.purpose):
                found.setdefault(one.key, one)
        order = list(Way)
        return sorted(
            found.values(),
            key=lambda one: (
                order.index(one.way),
                one.location.position if one.location else 0,
                one.key,
            ),
        )

    def zone_of(self, place: Place | None) -> ZoneInfo:
        """Whose clocks times at a place are told by."""
        own = place.location.timezone if place and place.location else ""
        return _zone_of(own, self._office)

    def _slot(self, start: datetime, place: Place, hosts: Iterable[int], zone: ZoneInfo) -> Slot:
        day = start.astimezone(zone).date()
        least_first = sorted(hosts, key=lambda one: (self._load[one, day], one))
        return Slot(start, start + self.length.meeting, place, tuple(least_first), zone)

    def _earliest(self, row: Availability) -> datetime:
        if self.for_staff:
            return self.now
        return self.now + timedelta(hours=row.notice_hours)

    @cached_property
    def _rows(self) -> list[Availability]:
        rows = (
            Availability.objects.filter(
                user__is_active=True, user__in=self.purpose.hosts.all().values("pk")
            )
            .filter(Q(purposes__isnull=True) | Q(purposes=self.purpose))
            .filter(Q(location__isnull=True) | Q(location__retired_at__isnull=True))
            .select_related("location")
            .annotate(roles=F("user__roles"))
            .distinct()
        )
        return [row for row in rows if _places(row, self.purpose)]

    @cached_property
    def _hours(self) -> list[_Hours]:
        today = self.now.astimezone(self._office).date()
        calendar = _Calendar(self._rows, today)
        found = []
        for row in self._rows:
            zone = _zone_of(row.location.timezone, self._office) if row.location else self._office
            away = calendar.away[row.user_id]
            for day in self._days(row, today):
                if any(first <= day <= last for first, last in away):
                    continue
                spans = calendar.spans(row, day)
                found += [_Hours(row, one, zone) for one in stretches(day, spans, zone)]
        return found

    def _days(self, row: Availability, today: date) -> Iterator[date]:
        ahead = FARTHEST if self.for_staff else min(row.ahead_days, FARTHEST)
        first = max(filter(None, (today - ONE_DAY, row.first_date, self.first_date)))
        last = min(filter(None, (today + ahead * ONE_DAY, row.last_date, self.last_date)))
        while first <= last:
            if not row.weekdays or first.weekday() in row.weekdays:
                yield first
            first += ONE_DAY

    @cached_property
    def _claims(self) -> list[tuple[int, datetime, datetime]]:
        rows = Appointment.objects.taking_time().filter(
            claimed_until__gt=self.now, host__isnull=False
        )
        if self.moved is not None:
            rows = rows.exclude(pk=self.moved.pk)
        return list(rows.values_list("host", "starts_at", "claimed_until"))

    @cached_property
    def _taken(self) -> Mapping[int, Sequence[Stretch]]:
        taken: dict[int, list[Stretch]] = defaultdict(list)
        for host, begins, ends in self._claims:
            taken[host].append(Stretch(begins, ends))
        busy = BusyTime.objects.filter(ends_at__gt=self.now)
        for host, begins, ends in busy.values_list("user", "starts_at", "ends_at"):
            taken[host].append(Stretch(begins, ends))
        for host, stretch in self._protected():
            taken[host].append(stretch)
        return taken

    def _protected(self) -> Iterator[tuple[int, Stretch]]:
        """Time of the member's own week that is offered to nobody, to staff neither."""
        days = {hours.stretch.begins.astimezone(self._office).date() for hours in self._hours}
        members = {row.user_id for row in self._rows if Role.MEMBER in row.roles}
        if not members or not days:
            return
        week: dict[int, list[ClockSpan]] = defaultdict(list)
        for weekday, opens, closes in ProtectedBlock.objects.values_list(
            "weekday", "opens", "closes"
        ):
            week[weekday].append((opens, closes))
        # At a place in another time zone a day's hours reach into the days beside it here.
        for day in {day + n * ONE_DAY for day in days for n in (-1, 0, 1)}:
            for stretch in stretches(day, week.get(day.weekday(), []), self._office):
                yield from ((member, stretch) for member in members)

    @cached_property
    def _load(self) -> Mapping[tuple[int, date], int]:
        load: dict[tuple[int, date], int] = defaultdict(int)
        for host, begins, _ends in self._claims:
            load[host, begins.astimezone(self._office).date()] += 1
        return load


class _Calendar:
    """Holidays, days that differ, stops of mobile offices, and who is away."""

    def __init__(self, rows: Sequence[Availability], today: date) -> None:
        self.away: dict[int, list[tuple[date, date]]] = defaultdict(list)
        absences = Absence.objects.filter(
            user__in={row.user_id for row in rows}, last_date__gte=today
        )
        for user, first, last in absences.values_list("user", "first_date", "last_date"):
            self.away[user].append((first, last))
        self._holidays = set(
            Holiday.objects.filter(date__gte=today - ONE_DAY).values_list("date", flat=True)
        )
        self._differing = list(ExceptionalDay.objects.filter(last_date__gte=today - ONE_DAY))
        self._stops: dict[tuple[int, date], list[ClockSpan]] = defaultdict(list)
        stops = MobileStop.objects.filter(date__gte=today - ONE_DAY, cancelled_at__isnull=True)
        for location, day, opens, closes in stops.values_list(
            "location", "date", "opens", "closes"
        ):
            self._stops[location, day].append((opens, closes))

    def spans(self, row: Availability, day: date) -> list[ClockSpan]:
        """When the hours of that row hold on that day: not on holidays or while the place is
        closed, and at a mobile office only where it stands."""
        hours = [(row.begins, row.ends)]
        differing = self._differing_on(row.location_id, day)
        if differing is not None:
            return common(hours, differing)
        if day in self._holidays:
            return []
        if row.location and row.location.kind == LocationKind.MOBILE:
            return common(hours, self._stops[row.location_id, day])
        return hours

    def _differing_on(self, location_id: int | None, day: date) -> list[ClockSpan] | None:
        found = None
        for one in self._differing:
            if not one.first_date <= day <= one.last_date:
                continue
            # What is said of one place counts before what is said of all.
            if one.location_id is None and found is None:
                found = _spans(one.spans)
            elif one.location_id is not None and one.location_id == location_id:
                return _spans(one.spans)
        return found


def bookable() -> QuerySet[Purpose]:
    """What one can come for, as the website offers it: with hours, and somebody to meet."""
    with_hours = Availability.objects.filter(user__is_active=True).values("user")
    return Purpose.objects.in_use().filter(is_public=True, hosts__in=with_hours).distinct()


def place_of(*, appointment: Appointment) -> Place | None:
    """Where and how they meet; None while that is open."""
    if not appointment.way:
        return None
    return Place(Way(appointment.way), appointment.location)


def zone_of(*, appointment: Appointment, office: Profile | None = None) -> ZoneInfo:
    """Whose clocks its times are told by: those of the place, else the office's. One query, none
    where the office is given."""
    own = appointment.location.timezone if appointment.location else ""
    return _zone_of(own, _zone_of((office or profile()).timezone))


def _places(row: Availability, purpose: Purpose) -> list[Place]:
    ways = [Way(way) for way in row.ways if way in purpose.ways]
    return [
        Place(way, row.location if way == Way.IN_PERSON else None)
        for way in ways
        if way != Way.IN_PERSON or row.location is not None
    ]


def _spans(spans: Sequence[Sequence[time]]) -> list[ClockSpan]:
    return [(opens, closes) for opens, closes in spans]


def _zone_of(name: str, otherwise: ZoneInfo | None = None) -> ZoneInfo:
    try:
        return ZoneInfo(name) if name else otherwise or ZoneInfo("UTC")
    except (LookupError, ValueError, OSError):
        return otherwise or ZoneInfo("UTC")
