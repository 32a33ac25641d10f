"""What colleagues are told, by mail, as each wishes: how much of what, never a word of a letter."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from itertools import groupby

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baraza.base.accounts.actions.notifications import mark_mailed
from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.accounts.queries import news_to_mail
from baraza.base.office.models import Profile
from baraza.base.office.queries import profile, working_days
from baraza.base.office_register.queries import current_office, primary_host

MORNING = time(7, 0)
TODAY = "desk/today/"
NEWS = "desk/today/news/"
Kind = NotificationKind


@transaction.atomic
def mail_news(*, now: datetime) -> int:
    """One mail to everybody who has something to hear of now; returns how many went out.

    What is wished in the morning leaves at seven, in the office's own time, on days it works.
    """
    office = profile()
    days = working_days(office=office)
    local = now.astimezone(days.zone)
    begins = datetime.combine(local.date(), MORNING, tzinfo=days.zone)
    is_morning = now >= begins and days.works_on(local.date())
    rows = news_to_mail(morning=begins if is_morning else None)
    if not rows:
        return 0
    site = site_address()
    sent = 0
    for user, theirs in groupby(rows, key=lambda row: row.user):
        _send(user, list(theirs), office, site)
        sent += 1
    mark_mailed(ids=[row.pk for row in rows], now=now)
    return sent


def site_address() -> str:
    """Where the office's desk is, for a link; empty where it has no host name."""
    office = current_office()
    host = primary_host(office=office) if office else ""
    return settings.SITE_ADDRESS.format(host=host) if host else ""


def _send(user: User, rows: Sequence[Notification], office: Profile, site: str) -> None:
    with translation.override(user.language or office.default_language):
        lines = [_line(Kind(kind), count) for kind, count in _counts(rows).items()]
        subject = lines[0] if len(lines) == 1 else _("What is new for you")
        parts = [
            _("Dear %(name)s,") % {"name": user.get_short_name()},
            "\n".join(lines),
            site + (TODAY if all(row.kind == Kind.DUE for row in rows) else NEWS) if site else "",
            _("Which of these come by mail, and when, you choose under “Your account”."),
            office.name,
        ]
        send_mail(
            subject,
            "\n\n".join(part for part in parts if part),
            from_email=None,
            recipient_list=[user.email],
        )


def _counts(rows: Sequence[Notification]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for row in rows:
        counts[row.kind] += row.count
    return counts


def _line(kind: NotificationKind, count: int) -> str:
    words = {
        Kind.ASSIGNED: ngettext(
            "%(count)d letter was given to you.", "%(count)d letters were given to you.", count
        ),
        Kind.CASE: ngettext(
            "%(count)d case was given to you.", "%(count)d cases were given to you.", count
        ),
        Kind.MENTIONED: ngettext(
            "A colleague mentions you in a note.",
            "Colleagues mention you in %(count)d notes.",
            count,
        ),
        Kind.APPROVAL_ASKED: ngettext(
            "A text waits for your approval.",
            "%(count)d texts wait for your approval.",
            count,
        ),
        Kind.APPROVAL_DECIDED: ngettext(
            "A colleague has read your text.",
            "Colleagues have read %(count)d texts of yours.",
            count,
        ),
        Kind.DELIVERY_FAILED: ngettext(
            "An answer of yours could not be delivered.",
            "%(count)d answers of yours could not be delivered.",
            count,
        ),
        Kind.AGENCY: ngettext(
            "An agency wrote about a case of yours.",
            "Agencies wrote %(count)d times about cases of yours.",
            count,
        ),
        Kind.CASES_DUE: ngettext(
            "%(count)d person or agency is to hear from you today.",
            "%(count)d people and agencies are to hear from you today.",
            count,
        ),
        Kind.DUE: ngettext(
            "%(count)d letter of yours is due today or late.",
            "%(count)d letters of yours are due today or late.",
            count,
        ),
    }
    return words[kind] % {"count": count}
