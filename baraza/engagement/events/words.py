"""An appointment in words, in the language of whoever comes: on a page, in a letter, in a text
message that is read out or typed by hand."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from babel.core import UnknownLocaleError
from babel.dates import get_timezone_name
from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from baraza.base.office.models import Profile
from baraza.engagement.events.models import Appointment, Way


class News(StrEnum):
    """What somebody is told of their appointment."""

    BOOKED = "booked"
    MOVED = "moved"
    CANCELLED = "cancelled"
    REMINDER = "reminder"
    WAITING = "waiting"
    OFFERED = "offered"
    LAPSED = "lapsed"
    OFF_THE_LIST = "off_the_list"


def language_for(appointment: Appointment, office: Profile) -> str:
    """The language they are written to in."""
    ours = dict(settings.LANGUAGES)
    wanted = (appointment.language, office.default_language)
    return next((code for code in wanted if code in ours), "en")


def zone_name(zone: ZoneInfo, moment: datetime, language: str) -> str:
    """What people call the time the clocks there show, at that time of the year."""
    try:
        return get_timezone_name(moment.astimezone(zone), locale=language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return str(zone.key)


def said_time(moment: datetime, zone: ZoneInfo) -> str:
    """Day and time as the clocks there show it: "Tuesday, 1 December 2026, 10:20"."""
    local = moment.astimezone(zone)
    return _("%(weekday)s, %(day)s, %(time)s") % {
        "weekday": date_format(local, "l"),
        "day": date_format(local, "DATE_FORMAT"),
        "time": date_format(local, "TIME_FORMAT"),
    }


def said_place(appointment: Appointment, *, video_link: str = "") -> str:
    """Where, or how they meet."""
    match appointment.way:
        case Way.IN_PERSON if appointment.location:
            address = " ".join(appointment.location.address.split())
            name = appointment.location.said("name")
            return f"{name}, {address}" if address else name
        case Way.PHONE:
            return _("By telephone: we call you.")
        case Way.VIDEO:
            return _("By video: %(link)s") % {"link": video_link} if video_link else _("By video")
    return ""


def letter(
    appointment: Appointment,
    news: News,
    *,
    office: Profile,
    zone: ZoneInfo,
    language: str,
    link: str,
    video_link: str = "",
) -> tuple[str, str]:
    """Subject and text. Nothing in it was written by whoever it goes to: a form on the web must
    not be a way to send words to strangers."""
    with translation.override(language):
        when = ""
        if appointment.starts_at:
            name = zone_name(zone, appointment.starts_at, language)
            when = f"{said_time(appointment.starts_at, zone)} ({name})"
        subject, first = _opening(news, when, appointment, zone)
        facts = []
        if when and news not in (News.CANCELLED, News.LAPSED, News.WAITING, News.OFF_THE_LIST):
            facts = [
                str(appointment.purpose),
                when,
                said_place(appointment, video_link=video_link),
            ]
        bring = appointment.purpose.said("bring") if facts else ""
        access = ""
        if facts and appointment.way == Way.IN_PERSON and appointment.location:
            access = appointment.location.said("directions")
        parts = [
            _("Good day,"),
            first,
            appointment.reason if news in (News.CANCELLED, News.MOVED) else "",
            "\n".join(facts),
            _("Please bring: %(what)s") % {"what": bring} if bring else "",
            access,
            _link_words(news, link),
            "\n".join(filter(None, [office.name, office.phone])),
        ]
    return subject, "\n\n".join(part.strip() for part in parts if part.strip())


def short_words(appointment: Appointment, news: News, *, office: Profile, zone: ZoneInfo) -> str:
    """The same in the length of a text message, to be typed or read out; in the active language."""
    when = ""
    if appointment.starts_at:
        local = appointment.starts_at.astimezone(zone)
        when = f"{date_format(local, 'D j M')} {date_format(local, 'TIME_FORMAT')}"
    where = str(appointment.location or "") or appointment.get_way_display()
    said = {"when": when, "where": where, "office": office.name, "phone": office.phone}
    match news:
        case News.CANCELLED:
            return _("%(office)s: your appointment on %(when)s cannot take place. %(phone)s") % said
        case News.MOVED:
            return _("%(office)s: your appointment is now %(when)s, %(where)s. %(phone)s") % said
        case News.OFFERED:
            return _("%(office)s: a place is free, %(when)s, %(where)s. Tell us: %(phone)s") % said
        case News.LAPSED | News.OFF_THE_LIST:
            return _("%(office)s: you no longer wait for an appointment. %(phone)s") % said
        case _:
            return _("%(office)s: your appointment %(when)s, %(where)s. %(phone)s") % said


def _opening(news: News, when: str, appointment: Appointment, zone: ZoneInfo) -> tuple[str, str]:
    match news:
        case News.BOOKED:
            return _("Your appointment: %(when)s") % {"when": when}, _(
                "your appointment is booked. We look forward to meeting you."
            )
        case News.MOVED:
            return _("Your appointment has moved: %(when)s") % {"when": when}, _(
                "your appointment has a new time or place."
            )
        case News.CANCELLED:
            return _("Cancelled: your appointment, %(when)s") % {"when": when}, _(
                "your appointment on %(when)s is cancelled."
            ) % {"when": when}
        case News.REMINDER:
            return _("Soon: your appointment, %(when)s") % {"when": when}, _(
                "we expect you soon. If you cannot come, please tell us with the link below: "
                "somebody else is glad of the place."
            )
        case News.WAITING:
            return _("You are on the waiting list"), _(
                "as soon as a place is free, we keep it for you for a while and write to you."
            )
        case News.OFFERED:
            until = said_time(appointment.offered_until, zone)
            return _("A place is free: %(when)s") % {"when": when}, _(
                "a place is free. We keep it for you until %(until)s; after that it goes to "
                "whoever waits next."
            ) % {"until": until}
        case News.LAPSED:
            return _("The place went to somebody else"), _(
                "we kept a place for you and did not hear from you, so it went to whoever waits "
                "next. With the link below you can wait again."
            )
    return _("You no longer wait for an appointment"), _("we have taken you off the waiting list.")


def _link_words(news: News, link: str) -> str:
    if not link:
        return ""
    match news:
        case News.OFFERED:
            words = _("To take it, or leave it to somebody else:")
        case News.CANCELLED | News.LAPSED | News.OFF_THE_LIST:
            words = _("To book or wait again:")
        case News.WAITING:
            words = _("To see how it stands, or wait no longer:")
        case _:
            words = _("To change or cancel it:")
    return f"{words}\n{link}"
