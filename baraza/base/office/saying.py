"""Hours and answer times as people say them, in the reader's language: for screens and paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.office.models import Location, Resource, Unit
from baraza.base.office.typed_hours import Span

# What is said of a day is nearer than this many days ahead by its name alone.
A_WEEK = 7


def clock(at: time | datetime) -> str:
    """A time of the day, the same way in every language: 9:00, 17:30."""
    return f"{at.hour}:{at.minute:02d}"


def spans_in_words(spans: Sequence[Span]) -> str:
    """The hours of a day: "9:00–12:00, 14:00–17:30", or that it is closed."""
    if not spans:
        return _("closed")
    # An isolate keeps each span in its order on a page that reads from right to left.
    return _(", ").join(
        f"\u2066{clock(opens)}–{_end(closes)}\u2069" for opens, closes in sorted(spans)
    )


def days_in_words(first: int, last: int) -> str:
    """Weekdays, Monday is 0: "Monday", "Monday and Tuesday", or "Monday to Friday"."""
    words = {"first": WEEKDAYS[first], "last": WEEKDAYS[last]}
    if first == last:
        return str(WEEKDAYS[first])
    if last == first + 1:
        return _("%(first)s and %(last)s") % words
    return _("%(first)s to %(last)s") % words


def week_in_words(week: Sequence[tuple[int, int, Sequence[Span]]]) -> list[tuple[str, str]]:
    """(days, hours) of an ordinary week; what is closed is left out unless it lies between."""
    shown = list(week)
    while shown and not shown[0][2]:
        shown.pop(0)
    while shown and not shown[-1][2]:
        shown.pop()
    return [(days_in_words(first, last), spans_in_words(spans)) for first, last, spans in shown]


def when_in_words(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """When something comes: "today at 14:00", "tomorrow at 9:00", "Monday at 9:00", else the
    day in full."""
    local, today = moment.astimezone(zone), now.astimezone(zone).date()
    away = (local.date() - today).days
    words = {
        "time": f"\u2066{clock(local)}\u2069",
        "day": WEEKDAYS[local.weekday()] if away < A_WEEK else date_format(local, "DATE_FORMAT"),
    }
    if away == 0:
        return _("today at %(time)s") % words
    if away == 1:
        return _("tomorrow at %(time)s") % words
    return _("%(day)s at %(time)s") % words


def until_in_words(moment: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """The end of something: "17:00" today, else the day with it."""
    local = moment.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return f"\u2066{clock(local)}\u2069"
    if local.time() == time(0) and (moment - now).days < 1:
        return _("midnight")
    return when_in_words(moment, now=now, zone=zone)


def answer_time_in_words(usual: int | None, slow: int | None) -> str:
    """How long an answer took lately, in working days; empty where there is nothing to say.

    `usual`: half were there by then; `slow`: three in four."""
    if usual is None or slow is None:
        return ""
    if slow == 0:
        return _("Usually answered on the same day.")
    words = ngettext(
        "Usually answered within %(days)d working day.",
        "Usually answered within %(days)d working days.",
        slow,
    ) % {"days": slow}
    if usual < slow:
        half = (
            _("Half of the answers come on the same day.")
            if usual == 0
            else ngettext(
                "Half of the answers come within %(days)d.",
                "Half of the answers come within %(days)d.",
                usual,
            )
            % {"days": usual}
        )
        words = f"{words} {half}"
    return words


def access_in_words(location: Location) -> list[str]:
    """What somebody in a wheelchair or hard of hearing wants to know before they come; nothing of
    what nobody has looked at."""
    facts = [
        (location.step_free, _("No steps: reachable in a wheelchair."), _("There are steps.")),
        (
            location.accessible_toilet,
            _("A toilet for wheelchair users."),
            _("No toilet for wheelchair users."),
        ),
        (location.hearing_loop, _("A hearing loop."), _("No hearing loop.")),
    ]
    return [yes if fact else no for fact, yes, no in facts if fact is not None]


def amount_in_words(resource: Resource) -> str:
    """How much of something there is: "12 hours a week"; empty where nothing was said."""
    if resource.amount is None:
        return ""
    places = 0 if resource.amount == int(resource.amount) else 1
    number = number_format(resource.amount, decimal_pos=places, force_grouping=True)
    words = {
        Unit.HOURS: _("%(number)s hours a week"),
        Unit.MONEY_MONTH: _("%(number)s a month"),
        Unit.MONEY_YEAR: _("%(number)s a year"),
        Unit.PEOPLE: _("%(number)s people"),
    }
    return words[Unit(resource.unit)] % {"number": number} if resource.unit else number


def _end(closes: time) -> str:
    return "24:00" if closes == time(0) else clock(closes)
