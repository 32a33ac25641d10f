"""What is wrong by itself, for those who can have it mended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.office.models import Alarm, AlarmKind
from baraza.flows.alarms import advice, said, standstill


@dataclass(frozen=True, slots=True)
class Notice:
    """What is wrong, what is safe and what to do, and where."""

    words: str
    advice: str
    url: str = ""
    about: str = ""


def notices(*, user: User, now: datetime) -> list[Notice]:
    """Two queries, for those who set the office up; none for others."""
    if not may(user, Permission.MANAGE_SETUP):
        return []
    found = [
        Notice(
            words=said(row=row, now=now),
            advice=advice(row.kind),
            url=reverse("desk:mailboxes")
            if row.kind in {AlarmKind.NO_MAIL, AlarmKind.NOT_LEAVING}
            else "",
            about=row.about,
        )
        for row in Alarm.objects.all()
    ]
    if since := standstill(now=now):
        words = _("For %(time)s no mail has been fetched, filed or sent.")
        found.insert(
            0,
            Notice(
                words=words % {"time": timesince(since, now, depth=1)},
                advice=advice(AlarmKind.NOT_FILED),
            ),
        )
    return found
