"""Days to come, as people say them."""

from __future__ import annotations

import datetime
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baraza.common.counting import MOST
from baraza.dialogue.conversations.models import Conversation
from baraza.web.desk.inbox.filters import language_name

register = template.Library()
register.filter("tongue", language_name)
DAYS_BY_NAME = 7


def coming_day(day: datetime.date) -> str:
    """The shortest unmistakable name of a day that is still to come."""
    ahead = (day - timezone.localdate()).days
    if ahead == 0:
        return _("today")
    if ahead == 1:
        return _("tomorrow")
    if 1 < ahead < DAYS_BY_NAME:
        return date_format(day, "l")
    return date_format(day, "MONTH_DAY_FORMAT" if 0 < ahead < 300 else "DATE_FORMAT")


def coming_moment(moment: datetime.datetime) -> str:
    """A moment that is still to come."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {
        "day": coming_day(local.date()),
        "time": date_format(local, "TIME_FORMAT"),
    }


@register.filter
def due(conversation: Conversation) -> SafeString | str:
    """By when an answer is in time, in words; nothing once it is answered."""
    day = conversation.due_date
    if day is None or conversation.state != "to_answer":
        return ""
    return _due(day, timezone.localdate(), get_language())


# The same lists are looked at again and again.
@lru_cache(maxsize=1_000)
def _due(day: datetime.date, today: datetime.date, _language: str) -> SafeString:
    behind = (today - day).days
    if behind > 0:
        words, kind = (
            _("Late since %(day)s") % {"day": date_format(day, "MONTH_DAY_FORMAT")},
            "chip late",
        )
    elif behind == 0:
        words, kind = _("Due today"), "chip late"
    else:
        words, kind = _("By %(day)s") % {"day": coming_day(day)}, "plain"
    return format_html(
        '<span class="{}" title="{}">{}</span>', kind, date_format(day, "DATE_FORMAT"), words
    )


@register.filter
def put_off(conversation: Conversation) -> SafeString | str:
    """Until when it is out of sight, or that it has come back."""
    until = conversation.snoozed_until
    if until is None or conversation.state != "to_answer":
        return ""
    if until > timezone.now():
        return format_html(
            '<span class="chip plain">{}</span>',
            _("Back %(when)s") % {"when": coming_moment(until)},
        )
    return format_html('<span class="chip">{}</span>', _("Came back"))


@register.filter
def capped(count: int | None) -> str:
    """A count as it is shown: beyond a thousand only that."""
    if not count:
        return ""
    if count > MOST:
        return _("%(count)s+") % {"count": number_format(MOST, force_grouping=True)}
    return str(count)


@register.filter
def grouped(count: int) -> str:
    """A count within words, thousands apart as the reader writes them."""
    return number_format(count, force_grouping=True)


@register.filter
def coming(moment: datetime.datetime) -> str:
    """A moment that is still to come, in a template."""
    return coming_moment(moment)
