"""Which ways in are closed and why, for everybody who works here."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.office.models import FORMS, Attendance, Crisis, Entrance, Profile
from baraza.base.office.queries.attendance import Because, ways_in
from baraza.base.office.queries.crisis import current_crisis
from baraza.flows.portal import opens_again_at
from baraza.web.desk.reach.closing import why_in_words
from baraza.web.desk.today.alarms import Notice


def portal_notices(*, user: User, now: datetime) -> list[Notice]:
    """A crisis that lasts, and forms of the website that are closed but not for good. One query
    where nothing was set up."""
    found = []
    lasts, may_be_closed = _asked(now)
    if lasts and (crisis := current_crisis(now=now)):
        found.append(
            Notice(
                words=_("Crisis: %(heading)s") % {"heading": crisis.heading},
                advice=_("It stands at the top of every page of the website, and ends by itself."),
                url=reverse("desk:crisis") if may(user, Permission.PUBLISH) else "",
            )
        )
    if not may_be_closed:
        return found
    for way, each in ways_in(now=now).items():
        if way in FORMS and not each.is_open and each.because != Because.NOT_OFFERED:
            found.append(
                Notice(
                    words=f"{way.label}: {why_in_words(each, now=now)}",
                    advice=_advice(each.entrance),
                    url=reverse("desk:attendance") if may(user, Permission.MANAGE_SETUP) else "",
                )
            )
    return found


def _advice(entrance: Entrance) -> str:
    if entrance.behind_since and entrance.limit:
        count = opens_again_at(limit=entrance.limit)
        return _(
            "It opens by itself once %(count)d or fewer wait. E-mail, telephone and address are "
            "still on the website."
        ) % {"count": count}
    return _("E-mail, telephone and address are still on the website.")


def _asked(now: datetime) -> tuple[bool, bool]:
    """Whether there is a crisis, and whether a form may be closed: in one statement."""
    is_closed = Q(behind_since__isnull=False) | ~Q(forced="")
    row = (
        Profile.objects.filter(pk=1)
        .values_list(
            Exists(Crisis.objects.at(now)),
            Exists(Entrance.objects.filter(is_closed)),
            Exists(Attendance.objects.filter(way__in=FORMS)),
        )
        .first()
    )
    return (row[0], row[1] or row[2]) if row else (False, False)
