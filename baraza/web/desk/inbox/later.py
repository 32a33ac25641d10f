"""When a letter comes back that is put off: the few moments people mean, on the office's clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MORNING = time(8)
AFTERNOON = time(14)
EVENING = time(17)
FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to come back, by the name it is asked for with."""

    name: str
    label: str | Promise
    at: datetime


def moments(*, now: datetime) -> list[Moment]:
    """Those that lie ahead of now, the nearest first."""
    today = timezone.localdate(now)
    monday = today + timedelta(days=7 - today.weekday())
    found = [
        Moment("afternoon", _("This afternoon"), _at(today, AFTERNOON)),
        Moment("evening", _("This evening"), _at(today, EVENING)),
        Moment("tomorrow", _("Tomorrow"), _at(today + timedelta(days=1), MORNING)),
        Moment("monday", _("Next Monday"), _at(monday, MORNING)),
        Moment("week", _("In a week"), _at(today + timedelta(days=7), MORNING)),
    ]
    ahead = [one for one in found if one.at > now + timedelta(minutes=30)]
    # On a Sunday tomorrow is Monday, and on a Monday a week is: said once.
    return [one for n, one in enumerate(ahead) if one.at not in {x.at for x in ahead[:n]}]


def meant(words: str, *, now: datetime) -> datetime | None:
    """The moment somebody chose: a name, a day, or an exact moment (of an undo). None for nonsense,
    for what is past, and for what nobody would remember."""
    for one in moments(now=now):
        if one.name == words:
            return one.at
    try:
        if len(words) == len("2026-05-04"):
            chosen = _at(date.fromisoformat(words), MORNING)
        else:
            chosen = datetime.fromisoformat(words)
    except ValueError:
        return None
    if chosen.tzinfo is None or not now < chosen < now + FARTHEST:
        return None
    return chosen


def _at(day: date, hour: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, hour))
