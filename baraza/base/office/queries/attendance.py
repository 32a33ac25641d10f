"""Which ways in are open, because somebody attends them; and whether there are enough hands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from baraza.base.accounts.models import Absence, User
from baraza.base.office.models import (
    ALWAYS_OPEN,
    WRITTEN,
    Attendance,
    Entrance,
    ExceptionalDay,
    Forced,
    Profile,
    Way,
)
from baraza.base.office.queries.profile import profile, working_days
from baraza.base.office.timetable import ONE_DAY, Opening, Timetable, joined
from baraza.base.office.typed_hours import Span
from baraza.base.office.working_days import WorkingDays

# What is written is read by the end of so many working days after today, or the form is closed.
READ_WITHIN = 2
LOOKED_AHEAD = timedelta(days=14)


class Because(StrEnum):
    """Why a way in is open or closed."""

    ATTENDED = "attended"
    ALWAYS = "always"
    # Nobody said who attends it, so nobody's absence closes it.
    NOT_SET_UP = "not_set_up"
    NOT_OFFERED = "not_offered"
    BY_HAND = "by_hand"
    BEHIND = "behind"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way in, now."""

    way: Way
    entrance: Entrance
    is_open: bool
    because: Because
    # When it is attended in an ordinary week: (first weekday, last weekday, spans).
    week: Sequence[tuple[int, int, Sequence[Span]]]
    # The stretch in which somebody is there now, else the next one; None where none is in sight.
    attended: Opening | None

    @property
    def is_offered(self) -> bool:
        return self.because != Because.NOT_OFFERED

    @property
    def is_written(self) -> bool:
        return self.way in WRITTEN


def ways_in(*, now: datetime, office: Profile | None = None) -> dict[Way, WayIn]:
    """Every way in, open or closed. Five queries, six without the profile."""
    office = office or profile()
    calendar = working_days(office=office)
    today = calendar.day_of(now)
    known = Entrance.objects.in_bulk()
    rows = list(Attendance.objects.select_related("user"))
    away = _away(today, today + LOOKED_AHEAD)
    closed = _closed_days(today, calendar)
    found = {}
    for way in Way:
        of_way = [row for row in rows if row.way == way]
        entrance = known.get(way) or Entrance(way=way)
        found[way] = _way_in(way, entrance, of_way, away, closed, calendar, now)
    return found


def way_in(*, way: Way, now: datetime, office: Profile | None = None) -> WayIn:
    """One of them."""
    return ways_in(now=now, office=office)[way]


@dataclass(frozen=True, slots=True)
class Balance:
    """What the open ways in take, and the hours in which somebody attends them, in a week."""

    needed: Mapping[Way, Decimal]
    on_duty: Sequence[tuple[User, Decimal]]
    # Offered, and nobody said how long they take.
    unknown: Sequence[Way]

    @property
    def hours_needed(self) -> Decimal:
        return sum(self.needed.values(), Decimal(0))

    @property
    def hours_on_duty(self) -> Decimal:
        return sum((hours for _user, hours in self.on_duty), Decimal(0))

    @property
    def missing(self) -> Decimal:
        """How many hours too few; 0 where there are enough."""
        return max(self.hours_needed - self.hours_on_duty, Decimal(0))


def balance() -> Balance:
    """Less is more: whether those who are here can attend what is open. Two queries."""
    known = Entrance.objects.in_bulk()
    offered = [
        way for way in Way if way in ALWAYS_OPEN or way not in known or known[way].is_offered
    ]
    said = {way: known[way].hours_needed for way in offered if way in known}
    spans: dict[User, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in Attendance.objects.select_related("user").filter(
        way__in=offered, user__is_active=True
    ):
        spans[row.user][row.weekday].append((row.opens, row.closes))
    return Balance(
        needed={way: hours for way, hours in said.items() if hours},
        on_duty=[
            (user, Decimal(sum(map(_minutes, week.values()))) / 60) for user, week in spans.items()
        ],
        unknown=[way for way in offered if not said.get(way)],
    )


def _minutes(spans: Sequence[Span]) -> int:
    """Who attends two ways at once is there once."""
    total, reached = 0, 0
    for opens, closes in sorted(spans):
        begins, ends = opens.hour * 60 + opens.minute, closes.hour * 60 + closes.minute
        ends += 0 if ends > begins else 1440
        total += max(0, ends - max(begins, reached))
        reached = max(reached, ends)
    return total


def _way_in(
    way: Way,
    entrance: Entrance,
    rows: Sequence[Attendance],
    away: Mapping[date, Mapping[int, Absence]],
    closed: set[date],
    calendar: WorkingDays,
    now: datetime,
) -> WayIn:
    timetable = _attended(rows, away, closed, calendar, now)
    attended = timetable.opening_at(now) or timetable.next_opening(now)
    is_there = attended is not None and attended.opens_at <= now
    if rows and attended and way in WRITTEN:
        last = calendar.after(calendar.day_of(now), READ_WITHIN)
        is_there = calendar.day_of(attended.opens_at) <= last
    state = (True, Because.ATTENDED) if is_there else (False, Because.NOBODY)
    if not rows:
        state = True, Because.NOT_SET_UP
    if entrance.behind_since:
        state = False, Because.BEHIND
    if entrance.forced and entrance.forced_until and entrance.forced_until > now:
        state = entrance.forced == Forced.OPEN, Because.BY_HAND
    if not entrance.is_offered:
        state = False, Because.NOT_OFFERED
    if way in ALWAYS_OPEN:
        state = True, Because.ALWAYS
    week: dict[int, set[Span]] = defaultdict(set)
    for row in rows:
        if row.user.is_active:
            week[row.weekday].add((row.opens, row.closes))
    return WayIn(
        way=way,
        entrance=entrance,
        is_open=state[0],
        because=state[1],
        week=joined((day, _merged(week[day])) for day in range(7)) if any(week.values()) else [],
        attended=attended,
    )


def _attended(
    rows: Sequence[Attendance],
    away: Mapping[date, Mapping[int, Absence]],
    closed: set[date],
    calendar: WorkingDays,
    now: datetime,
) -> Timetable:
    """The coming days with only those who will be here, or for whom somebody stands in."""
    first = calendar.day_of(now) - ONE_DAY
    stretches: dict[date, list[Span]] = {}
    for ahead in range(LOOKED_AHEAD.days + 2):
        day = first + ahead * ONE_DAY
        if day in closed:
            continue
        stretches[day] = [
            (row.opens, row.closes)
            for row in rows
            if row.weekday == day.weekday() and _is_here(row.user, away.get(day, {}))
        ]
    days = {day: spans for day, spans in stretches.items() if spans}
    return Timetable(zone=calendar.zone, week={}, stops=days)


def _is_here(user: User, away: Mapping[int, Absence]) -> bool:
    absence = away.get(user.pk)
    if absence is None:
        return user.is_active
    delegate = absence.delegate
    return delegate is not None and delegate.is_active and delegate.pk not in away


def _away(first: date, last: date) -> dict[date, dict[int, Absence]]:
    found: dict[date, dict[int, Absence]] = defaultdict(dict)
    rows = Absence.objects.filter(first_date__lte=last, last_date__gte=first - ONE_DAY)
    for row in rows.select_related("delegate"):
        day = max(row.first_date, first - ONE_DAY)
        while day <= min(row.last_date, last):
            found[day][row.user_id] = row
            day += ONE_DAY
    return found


def _closed_days(today: date, calendar: WorkingDays) -> set[date]:
    """Holidays, and days on which every office is closed."""
    last = today + LOOKED_AHEAD
    days = {day for day in calendar.holidays if today - ONE_DAY <= day <= last}
    rows = ExceptionalDay.objects.filter(
        location__isnull=True, first_date__lte=last, last_date__gte=today - ONE_DAY
    )
    for row in rows.order_by("pk"):
        day = max(row.first_date, today - ONE_DAY)
        while day <= min(row.last_date, last):
            (days.discard if row.spans else days.add)(day)
            day += ONE_DAY
    return days


def _merged(spans: set[Span]) -> list[Span]:
    """Colleagues who take turns at a telephone are one stretch to who calls."""
    found: list[Span] = []
    for opens, closes in sorted(spans):
        if found and opens <= found[-1][1] and found[-1][1] > found[-1][0]:
            last = found.pop()
            found.append((last[0], max(last[1], closes) if closes > opens else closes))
        else:
            found.append((opens, closes))
    return found
