"""When each office is open: in a handful of queries, however many there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db.models import Q

from baraza.base.office.models import (
    ExceptionalDay,
    Holiday,
    Hours,
    Location,
    LocationKind,
    MobileStop,
)
from baraza.base.office.queries.profile import zone
from baraza.base.office.timetable import ONE_DAY, Differing, Opening, Timetable, joined
from baraza.base.office.typed_hours import Span

AHEAD = timedelta(days=180)
# Days that differ are told of so long before.
TOLD_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class DayThatDiffers:
    """A day to come that is not as others."""

    day: date
    spans: Sequence[Span]
    reason: str


@dataclass(frozen=True, slots=True)
class OpenPlace:
    """An office as people ask for it: may I come now, and if not, when?"""

    location: Location
    timetable: Timetable
    # The stretch it is in; None where it is closed.
    now: Opening | None
    next: Opening | None
    today: Sequence[Span]
    # Why today is not as other days; None where it is.
    why_today: str | None
    differing: Sequence[DayThatDiffers]
    stops: Sequence[MobileStop]

    @property
    def week(self) -> list[tuple[int, int, Sequence[Span]]]:
        """(first weekday, last weekday, spans), days alike said once; empty where nothing was said
        of its hours."""
        week = self.timetable.week
        if not any(week.values()):
            return []
        return joined((day, week.get(day, ())) for day in range(7))

    @property
    def is_mobile(self) -> bool:
        return self.location.kind == LocationKind.MOBILE


def open_places(
    *,
    now: datetime,
    locations: Iterable[Location] | None = None,
    office_zone: ZoneInfo | None = None,
) -> list[OpenPlace]:
    """Every published office, or the given ones, with its hours. Five queries at most, one
    less with the office's zone."""
    found = list(Location.objects.published() if locations is None else locations)
    usual = office_zone or zone()
    today = now.astimezone(usual).date()
    span = today - ONE_DAY, today + AHEAD
    stops = _stops(found, *span)
    tables = _timetables(found, *span, stops, usual)
    coming = {pk: [one for one in rows if one.date >= today] for pk, rows in stops.items()}
    return [_place(each, tables[each.pk], coming.get(each.pk, []), now) for each in found]


def _timetables(
    locations: Sequence[Location],
    first: date,
    last: date,
    stops: Mapping[int, Sequence[MobileStop]],
    usual: ZoneInfo,
) -> dict[int, Timetable]:
    ids = [each.pk for each in locations]
    week: dict[int, dict[int, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for row in Hours.objects.filter(location__in=ids):
        week[row.location_id][row.weekday].append((row.opens, row.closes))
    kept: dict[int, dict[date, list[Span]]] = defaultdict(lambda: defaultdict(list))
    for pk, rows in stops.items():
        for row in rows:
            if row.cancelled_at is None:
                kept[pk][row.date].append((row.opens, row.closes))
    holidays = dict(Holiday.objects.filter(date__range=(first, last)).values_list("date", "name"))
    differing = _differing(ids, first, last)
    return {
        each.pk: Timetable(
            zone=_zone_of(each, usual),
            week=week[each.pk],
            differing=differing[None] | differing[each.pk],
            holidays=holidays,
            stops=kept[each.pk],
        )
        for each in locations
    }


def _differing(
    ids: Sequence[int], first: date, last: date
) -> dict[int | None, dict[date, Differing]]:
    """Of each location, and (None) of all; what was entered last counts."""
    found: dict[int | None, dict[date, Differing]] = defaultdict(dict)
    rows = ExceptionalDay.objects.filter(
        Q(location__in=ids) | Q(location__isnull=True), first_date__lte=last, last_date__gte=first
    )
    for row in rows.order_by("pk"):
        spans = [(opens, closes) for opens, closes in row.spans]
        for ahead in range((min(row.last_date, last) - max(row.first_date, first)).days + 1):
            day = max(row.first_date, first) + ahead * ONE_DAY
            found[row.location_id][day] = Differing(spans, row.reason, row.location_id is None)
    return found


def _stops(locations: Sequence[Location], first: date, last: date) -> dict[int, list[MobileStop]]:
    """Location id → its stops between these days, those that are cancelled too."""
    found: dict[int, list[MobileStop]] = defaultdict(list)
    for row in MobileStop.objects.filter(
        location__in=[each.pk for each in locations],
        date__range=(first, last),
    ).order_by("date", "opens"):
        found[row.location_id].append(row)
    return found


def _place(
    location: Location, timetable: Timetable, stops: list[MobileStop], now: datetime
) -> OpenPlace:
    today = timetable.day_of(now)
    return OpenPlace(
        location=location,
        timetable=timetable,
        now=timetable.opening_at(now),
        next=timetable.next_opening(now),
        today=timetable.spans_on(today),
        why_today=timetable.why_on(today) if timetable.has_hours else None,
        differing=[
            DayThatDiffers(day, timetable.spans_on(day), timetable.why_on(day) or "")
            for day in sorted({*timetable.differing, *timetable.holidays})
            if today <= day <= today + TOLD_BEFORE and _matters(timetable, day)
        ],
        stops=stops,
    )


def _matters(timetable: Timetable, day: date) -> bool:
    """A holiday on a day that is closed anyway is no news."""
    return timetable.spans_on(day) != sorted(timetable.week.get(day.weekday(), ()))


def _zone_of(location: Location, usual: ZoneInfo) -> ZoneInfo:
    try:
        return ZoneInfo(location.timezone) if location.timezone else usual
    except (ZoneInfoNotFoundError, ValueError):
        return usual
