"""What the desk's templates say over and over: icons, dates as people say them, initials, and what
the reader has chosen for the look of the screen."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from django import template
from django.contrib.auth.models import AnonymousUser
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from baraza.base.accounts import rules
from baraza.base.accounts.models import User
from baraza.base.accounts.queries import unread_count
from baraza.web.desk.menu import Entry, menu_for

register = template.Library()

LOOKS = {
    "theme": {"light", "dark"},
    "density": {"compact"},
    "contrast": {"more"},
    "keys": {"off"},
}
"""What the `looks` cookie may choose; anything else in it is ignored."""

MIRRORED_ICONS = {"reply", "send", "back", "undo", "leave", "topic"}
"""Icons that point along the line of writing, and so turn around in Arabic."""


# Dozens stand on a page, and their address is the same until the next start.
@register.simple_tag
@lru_cache(maxsize=200)
def icon(name: str) -> SafeString:
    """An icon of the sprite, silent for screen readers: the words stand beside it."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        "flip" if name in MIRRORED_ICONS else "",
        static("desk/icons.svg"),
        name,
    )


@register.simple_tag
def mark() -> SafeString:
    """The mark: a half circle of seats under a tree's crown."""
    return format_html(
        '<svg class="mark" aria-hidden="true"><use href="{}#mark"></use></svg>',
        static("desk/icons.svg"),
    )


@register.simple_tag(takes_context=True)
def looks(context: template.Context) -> SafeString:
    """The reader's choices as data attributes of <html>; nothing where the system decides."""
    request = context.get("request")
    cookie = request.COOKIES.get("looks", "") if request else ""
    chosen = dict(part.split(":", 1) for part in cookie.split(".") if ":" in part)
    attributes = SafeString("")
    for name, values in LOOKS.items():
        if chosen.get(name) in values:
            attributes += format_html(' data-{}="{}"', name, chosen[name])
    return attributes


@register.simple_tag(takes_context=True)
def desk_menu(context: template.Context) -> list[Entry]:
    """The side menu as this person sees it on this page."""
    return menu_for(context["request"])


@register.simple_tag(takes_context=True)
def unread_news(context: template.Context) -> int:
    """How much this person has not yet seen; asked once for a page."""
    request = context["request"]
    if not hasattr(request, "unread_news"):
        request.unread_news = unread_count(user=request.user)
    return request.unread_news


@register.filter
def moment(value: datetime.datetime | datetime.date | None) -> SafeString | str:
    """A date as people say it (14:05, yesterday, Tuesday, 3 March), the exact one on hover."""
    if value is None:
        return ""
    if not isinstance(value, datetime.datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), said_day(value))
    local = timezone.localtime(value)
    return _moment(local, str(local.tzinfo), timezone.localdate(), get_language())


# The same lists are looked at again and again. A moment is equal to itself in every time zone.
@lru_cache(maxsize=1_000)
def _moment(
    local: datetime.datetime, _zone: str, today: datetime.date, _language: str
) -> SafeString:
    said = date_format(local, "TIME_FORMAT") if local.date() == today else said_day(local.date())
    return _exact_on_hover(local, said)


def _exact_on_hover(local: datetime.datetime, said: str) -> SafeString:
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        said,
    )


def said_day(day: datetime.date) -> str:
    """The shortest unmistakable name of a day, seen from today."""
    today = timezone.localdate()
    ago = (today - day).days
    if ago == 0:
        return _("today")
    if ago == 1:
        return _("yesterday")
    if 1 < ago < 7:
        return date_format(day, "l")
    if day.year == today.year:
        return date_format(day, "MONTH_DAY_FORMAT")
    return date_format(day, "DATE_FORMAT")


@register.filter
def on_day(value: datetime.datetime) -> SafeString:
    """A moment of which only the day matters; the exact one on hover."""
    local = timezone.localtime(value)
    return _exact_on_hover(local, said_day(local.date()))


@register.filter
def in_parts(address: str) -> SafeString:
    """An address to be written to, which breaks where its parts meet before it breaks a word."""
    parts = ((part,) for part in re.split(r"(?=[@./_-])", address))
    return format_html_join(SafeString("<wbr>"), "{}", parts)


@register.filter
def exactly(value: datetime.datetime | None) -> SafeString | str:
    """Day and time, for where a letter is read."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        date_format(local, "DATETIME_FORMAT"),
        _("%(day)s, %(time)s")
        % {"day": said_day(local.date()), "time": date_format(local, "TIME_FORMAT")},
    )


@register.filter
def initials(name: str) -> str:
    """At most two letters for a face without a picture."""
    words = re.findall(r"\w+", str(name))
    return "".join(word[0] for word in [*words[:1], *words[1:][-1:]]).upper()


@register.filter
def may(user: User | AnonymousUser, permission: str) -> bool:
    """Whether one of the person's roles allows it: what they do not do is not shown."""
    return rules.may(user, rules.Permission(permission))
