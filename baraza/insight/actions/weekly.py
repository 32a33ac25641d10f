"""Who gets the page of the week by mail, and its sending."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.actions.outbox import Enclosed, Outgoing, put_in_outbox
from baraza.base.channels.models import OutgoingKind
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, zone
from baraza.common.charts import columns_svg
from baraza.common.paper import Head, render
from baraza.insight.findings import Section, day_said, days_said, story
from baraza.insight.models import WeeklyReader
from baraza.insight.weekly import Weekly, last_whole_week, weekly_page


def mail_weekly_to(*, user: User, weekday: int, hour: int, site: str, now: datetime) -> None:
    """From now on, at that hour of that day (Monday is 0), as the office's clocks show it.

    A time that has passed in this week counts from the next one on.
    """
    local = now.astimezone(zone())
    has_passed = (local.weekday(), local.hour) >= (weekday, hour)
    WeeklyReader.objects.update_or_create(
        user=user,
        defaults={
            "weekday": weekday,
            "hour": hour,
            "site": site,
            "sent_for_date": _monday(local) if has_passed else None,
        },
    )


def stop_weekly(*, user: User) -> None:
    """No longer by mail; it stays on the desk."""
    WeeklyReader.objects.filter(user=user).delete()


@transaction.atomic
def send_due_weeklies(*, now: datetime) -> int:
    """The page to everybody whose hour has come, once for each week; returns to how many."""
    office_zone = zone()
    local = now.astimezone(office_zone)
    monday = _monday(local)
    sent = 0
    readers = WeeklyReader.objects.select_related("user").select_for_update(
        of=("self",), skip_locked=True
    )
    for reader in readers.exclude(sent_for_date=monday):
        if (local.weekday(), local.hour) < (reader.weekday, reader.hour):
            continue
        if may(reader.user, Permission.SEE_FIGURES):
            send_weekly(user=reader.user, site=reader.site, now=now)
            sent += 1
        reader.sent_for_date = monday
        reader.save(update_fields=["sent_for_date"])
    return sent


def send_weekly(*, user: User, site: str, now: datetime) -> None:
    """The last whole week as this person may see it, in their language: text, and a PDF."""
    office = profile()
    language = user.language or office.default_language
    week = last_whole_week(now=now, zone=zone())
    with translation.override(language):
        weekly = weekly_page(user=user, week=week, now=now)
        title = _("The week of %(days)s") % {"days": days_said(week)}
        letter = Outgoing(
            kind=OutgoingKind.BULK,
            recipient=user.email,
            recipient_name=user.name,
            subject=title,
            text=_as_text(title, story(weekly), f"{site.rstrip('/')}{reverse('desk:weekly')}"),
            language=language,
            files=(
                Enclosed(
                    name=f"{week.first.isoformat()}.pdf",
                    media_type="application/pdf",
                    content=weekly_pdf(weekly=weekly, office=office, language=language),
                ),
            ),
        )
    put_in_outbox(letters=[letter], now=now)


def weekly_pdf(*, weekly: Weekly, office: Profile, language: str) -> bytes:
    """One page to print; its words in the language that is active."""
    return render(
        "weekly",
        {
            "head": Head(office=office.name, member=office.member_name),
            "title": _("What did people say this week?"),
            "days": days_said(weekly.week),
            "sections": [
                {
                    "heading": section.heading,
                    "lines": [[line.label, line.value, line.note] for line in section.lines],
                }
                for section in story(weekly)
            ],
            "trend": trend_svg(weekly=weekly),
            "trend_words": _("Letters in each of the last eight weeks"),
        },
        language,
    )


def trend_svg(*, weekly: Weekly) -> str:
    """The last weeks as columns, their Mondays below."""
    return columns_svg(
        [(day_said(first), count) for first, _last, count in weekly.trend],
        height=120,
        is_rtl=translation.get_language_bidi(),
    )


def _monday(local: datetime) -> date:
    day = local.date()
    return day - timedelta(days=day.weekday())


def _as_text(title: str, sections: list[Section], url: str) -> str:
    parts = [title]
    for section in sections:
        lines = [
            f"- {line.label}: {line.value}" + (f" ({line.note})" if line.note else "")
            for line in section.lines
        ]
        parts.append("\n".join([section.heading, *lines]))
    parts.append(_("Everything of it on the desk:") + f"\n{url}")
    return "\n\n".join(parts)
