"""When it is quiet, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time
from itertools import groupby

from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from baraza.engagement.events.queries.door import Pressure, UsualDay


def in_words(days: list[UsualDay]) -> list[tuple[str, list[str]]]:
    """Weekday → "usually quiet before 10 AM", "busiest from 11 AM to 1 PM"."""
    return [(str(WEEKDAYS[one.weekday]), words) for one in days if (words := [*_of(one)])]


def _of(day: UsualDay) -> Iterator[str]:
    hours = list(day.hours.items())
    first, last = hours[0][0], hours[-1][0]
    for pressure, group in groupby(hours, key=lambda hour: hour[1]):
        span = [hour for hour, _pressure in group]
        begins, ends = span[0], span[-1] + 1
        said = {"from": _clock(begins), "until": _clock(ends)}
        if pressure == Pressure.BUSY:
            yield _("busiest from %(from)s to %(until)s") % said
        elif pressure == Pressure.QUIET and begins == first:
            yield _("usually quiet before %(until)s") % said
        elif pressure == Pressure.QUIET and ends == last + 1:
            yield _("usually quiet from %(from)s on") % said
        elif pressure == Pressure.QUIET:
            yield _("usually quiet from %(from)s to %(until)s") % said


def _clock(hour: int) -> str:
    return time_format(time(hour % 24), "TIME_FORMAT")
