"""What the figures say, as sentences: the title of a picture, the lines of the weekly page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_interval, format_skeleton
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext, to_locale
from django.utils.translation import gettext as _

from baraza.insight.answered import AnswerTimes, Waiting
from baraza.insight.periods import Period
from baraza.insight.said import Row, Said
from baraza.insight.weekly import Weekly

# Smaller changes are noise.
WORTH_SAYING = 10
# From here on nobody thinks in hundredths.
MANY_TIMES = 150


def amount(count: float) -> str:
    """A number as the reader's language writes it."""
    return number_format(count, force_grouping=True)


def days_said(period: Period) -> str:
    """ "3 – 9 Mar 2026", in the reader's language, without saying twice what is the same."""
    return format_interval(period.first, period.last, "yMMMd", locale=_reader())


def day_said(day: date) -> str:
    """A day of this year, short enough to stand below a column."""
    return format_skeleton("MMMd", day, locale=_reader())


def month_said(day: date) -> str:
    """The month of a day."""
    return format_skeleton("yMMM", day, locale=_reader())


def _reader() -> Locale:
    try:
        return Locale.parse(to_locale(get_language() or "en"))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def of_total(said: Said) -> str:
    """How much came in, and how that compares."""
    came = ngettext("%(count)s letter came in", "%(count)s letters came in", said.total) % {
        "count": amount(said.total)
    }
    change = said.change
    if change is None or not said.total:
        return came
    if abs(change) < WORTH_SAYING:
        return _("%(came)s, about as many as before") % {"came": came}
    if change >= MANY_TIMES:
        times = {"came": came, "times": amount(_few(said.total / said.total_before))}
        return _("%(came)s, %(times)s times as many as before") % times
    if change > 0:
        return _("%(came)s, %(percent)s %% more than before") % {"came": came, "percent": change}
    return _("%(came)s, %(percent)s %% fewer than before") % {"came": came, "percent": -change}


def _few(times: float) -> float:
    """Below ten a tenth matters, above nobody asks for it."""
    whole = round(times)
    return whole if times >= 10 or round(times, 1) == whole else round(times, 1)


def of_topics(said: Said) -> str:
    """Which topic rose most, else which is the largest."""
    risen = said.risen
    if risen:
        name = {"topic": risen.label}
        if not risen.before:
            return _("%(topic)s is new") % name
        if risen.now >= 3 * risen.before:
            return _("Letters on %(topic)s more than tripled") % name
        if risen.now >= 2 * risen.before:
            return _("Letters on %(topic)s doubled") % name
        if (risen.change or 0) >= WORTH_SAYING:
            return _("Letters on %(topic)s rose most") % name
    largest = next((row for row in said.topics if row.key != "0" and row.now), None)
    if largest:
        return _("Most was about %(topic)s") % {"topic": largest.label}
    return _("Nothing has a topic yet")


def of_channels(said: Said) -> str:
    """The way most of it came."""
    largest = said.channels[0] if said.channels else None
    if largest is None or not largest.now:
        return _("Nothing came in")
    percent = round(100 * largest.now / said.total)
    return _("%(percent)s %% came by: %(channel)s") % {"percent": percent, "channel": largest.label}


def of_times(times: AnswerTimes) -> str:
    """How long people waited."""
    if times.median is None:
        return _("No answer was given")
    if times.median == 0:
        return _("Half of all answers left on the same day")
    return ngettext(
        "Half of all answers left within %(days)s working day",
        "Half of all answers left within %(days)s working days",
        times.median,
    ) % {"days": times.median}


def of_waiting(waiting: Waiting) -> str:
    """What nobody has answered."""
    if not waiting.total:
        return _("Everything is answered")
    return ngettext(
        "%(count)s letter waits for an answer",
        "%(count)s letters wait for an answer",
        waiting.total,
    ) % {"count": amount(waiting.total)}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the weekly page. What it counts is found by asking for letters (`letters.Counted`)
    or, of what waits, the inbox; empty where it counts none."""

    label: str
    value: str
    note: str = ""
    letters: Mapping[str, str] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading that says the finding, and its lines."""

    heading: str
    lines: Sequence[Line]


def story(weekly: Weekly) -> list[Section]:
    """The page in words, the same on the desk, on paper and in the mail."""
    said, times = weekly.said, weekly.times

    def line(label: str, count: int, note: str = "", **narrowed: str) -> Line:
        days = {"first": weekly.week.first.isoformat(), "last": weekly.week.last.isoformat()}
        return Line(label, amount(count), note, days | narrowed if count else {})

    came_in = [
        line(row.label, row.now, compared(row), channel=row.key)
        for row in said.channels
        if row.now or row.before
    ]
    about = [line(row.label, row.now, compared(row), topic=row.key) for row in weekly.topics]
    where = [line(row.area.name, row.letters, area=str(row.area.pk)) for row in weekly.areas]
    answers = line(_("Answers given"), times.count, more_than="-1")
    sections = [
        Section(of_total(said), came_in),
        Section(of_topics(said), about),
        Section(_("Where they live"), where),
        Section(of_times(times), _answers(times, answers)),
    ]
    if weekly.waiting is not None:
        sections.append(Section(of_waiting(weekly.waiting), _waiting(weekly.waiting)))
    return [section for section in sections if section.lines or section is sections[0]]


def compared(row: Row) -> str:
    """The number before, where there was one."""
    if row.now == row.before:
        return _("as many as before")
    return _("before: %(count)s") % {"count": amount(row.before)}


def _answers(times: AnswerTimes, given: Line) -> list[Line]:
    if times.median is None or times.ninth_of_ten is None:
        return []
    return [
        given,
        Line(_("In time"), f"{times.in_time_percent} %"),
        Line(
            _("Nine of ten within"),
            ngettext("%(days)s working day", "%(days)s working days", times.ninth_of_ten)
            % {"days": times.ninth_of_ten},
        ),
    ]


def _waiting(waiting: Waiting) -> list[Line]:
    lines = [
        Line(_("Late"), amount(waiting.late), waiting={"late": "1"}),
        Line(_("Nobody’s yet"), amount(waiting.unassigned), waiting={"nobody": "1"}),
        Line(_("Put off for later"), amount(waiting.snoozed), waiting={"snoozed": "1"}),
    ]
    return [line for line in lines if line.value != "0"]
