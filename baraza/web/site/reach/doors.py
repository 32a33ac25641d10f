"""Every way in to the office as somebody outside sees it: open or not, when, and how long an
answer takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.office.models import FORMS, Profile, Way
from baraza.base.office.queries import zone
from baraza.base.office.queries.attendance import Because, WayIn, way_in, ways_in
from baraza.base.office.saying import (
    answer_time_in_words,
    until_in_words,
    week_in_words,
    when_in_words,
)
from baraza.web.site.pages import show


@dataclass(frozen=True, slots=True)
class Door:
    """A way in, with what is said of it."""

    way: Way
    # May be used at this moment, or (telephone, visits) somebody is there.
    is_open: bool
    # The office's own words for why it is closed, if it has any: `entrance.closed_words`.
    entrance: object
    has_own_words: bool
    state: str
    week: list[tuple[str, str]]
    takes: str


def doors(*, now: datetime, own: Profile) -> dict[str, Door]:
    """Those the office offers, by the name of the way. Six queries."""
    local = zone()
    return {
        str(way): _door(each, now, local)
        for way, each in ways_in(now=now, office=own).items()
        if each.is_offered
    }


def closed_page(request: HttpRequest, own: Profile, way: Way) -> HttpResponse | None:
    """What stands in place of a form that is closed; None where it is open."""
    now = timezone.now()
    found = way_in(way=way, now=now, office=own)
    if found.is_open:
        return None
    every = doors(now=now, own=own)
    context = {
        "door": _door(found, now, zone()),
        "is_help": way == Way.HELP,
        "phone": every.get(Way.PHONE),
        "visits": every.get(Way.VISIT),
    }
    response = show(request, "site/reach/closed.html", context, own=own)
    # It may open the next minute.
    response["Cache-Control"] = "no-cache"
    return response


def _door(each: WayIn, now: datetime, local: ZoneInfo) -> Door:
    return Door(
        way=each.way,
        is_open=each.is_open,
        entrance=each.entrance,
        has_own_words=bool(each.entrance.closed_words) and not each.is_open,
        state=_state(each, now, local),
        week=week_in_words(each.week),
        takes=answer_time_in_words(each.entrance.usual_days, each.entrance.slow_days),
    )


def _state(each: WayIn, now: datetime, local: ZoneInfo) -> str:
    if each.because == Because.BEHIND:
        return _(
            "More people wrote to us than we can answer in time. This form is closed until we have "
            "caught up, and opens by itself."
        )
    if each.because == Because.BY_HAND and not each.is_open:
        until = each.entrance.forced_until
        assert until is not None  # noqa: S101  # a constraint of the table
        return _("Closed for now. Open again %(when)s.") % {
            "when": when_in_words(until, now=now, zone=local)
        }
    if each.because == Because.NOBODY:
        if each.attended is None:
            return _("Nobody is here to attend it at present.")
        words = {"when": when_in_words(each.attended.opens_at, now=now, zone=local)}
        if each.way in FORMS:
            return (
                _(
                    "Nobody could read what you send in the next days. Somebody is here again "
                    "%(when)s."
                )
                % words
            )
        return _("Somebody is there again %(when)s.") % words
    if each.because == Because.ATTENDED and not each.is_written and each.attended:
        until = until_in_words(each.attended.closes_at, now=now, zone=local)
        return _("Somebody is there now, until %(time)s.") % {"time": until}
    return ""
