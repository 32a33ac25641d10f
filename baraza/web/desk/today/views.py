"""The first page of the desk."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.channels.models import Channel, Mailbox
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.conversations.queries import matching, sender_names
from baraza.dialogue.conversations.queries.today import first_to_answer, not_delivered
from baraza.web.desk.access import staff_only
from baraza.web.desk.inbox.place import Place
from baraza.web.desk.today.alarms import notices
from baraza.web.desk.today.guide import first_steps
from baraza.web.desk.today.portal import portal_notices
from baraza.web.desk.today.tiles import Side, counted

SHOWN = 5


@staff_only("GET", needs=Permission.READ_LETTERS)
def today(request: HttpRequest) -> HttpResponse:
    """What needs an answer today?"""
    user = request.user
    tiles = counted(user=user)
    answers = may(user, Permission.DRAFT)
    rows = first_to_answer(user=user, limit=SHOWN) if answers else []
    lost = not_delivered(user=user, limit=SHOWN)
    _name_senders([*rows, *lost])
    alarms = notices(user=user, now=timezone.now())
    return render(
        request,
        "desk/today/today.html",
        {
            "alarms": [*alarms, *portal_notices(user=user, now=timezone.now())],
            "guide": first_steps(user=user),
            "question": _("What needs an answer today?"),
            "yours": [one for one in tiles if one.tile.side == Side.YOURS],
            "offices": [one for one in tiles if one.tile.side == Side.OFFICE],
            "rows": rows,
            "are_mine": bool(rows) and rows[0].assigned_to_id == user.pk,
            "answers": answers,
            "lost": lost,
            "mailboxes": _mailboxes_in_trouble(user, besides={one.about for one in alarms}),
            "needs_mailbox": not rows and _needs_mailbox(user),
            **_came_in(user),
        },
    )


def _needs_mailbox(user: User) -> bool:
    """Nothing can come in yet, and this person can change that."""
    return may(user, Permission.MANAGE_SETUP) and not Mailbox.objects.exists()


def _name_senders(rows: list[Conversation]) -> None:
    names = sender_names(conversations=[row.pk for row in rows if row.person_id is None])
    for row in rows:
        row.sender_name = names.get(row.pk, "")


def _mailboxes_in_trouble(user: User, *, besides: Collection[str]) -> list[Mailbox]:
    if not may(user, Permission.MANAGE_SETUP):
        return []
    mailboxes = Mailbox.objects.filter(is_active=True).exclude(problem="")
    return [one for one in mailboxes if one.address not in besides]


@dataclass(frozen=True, slots=True)
class CameIn:
    """How much came in by one channel, and where it is."""

    channel: str
    label: str
    today: int
    today_url: str
    week: int
    week_url: str


def _came_in(user: User) -> dict[str, Any]:
    """Since midnight and since Monday; one query."""
    day = timezone.localdate()
    monday = day - timedelta(days=day.weekday())
    today, week = _by_channel(user, day, monday)

    def line(channel: str, label: str, of_today: int, of_week: int) -> CameIn:
        return CameIn(
            channel=channel,
            label=label,
            today=of_today,
            today_url=_since(day, channel).list_url,
            week=of_week,
            week_url=_since(monday, channel).list_url,
        )

    return {
        "came_in": [
            line(channel.value, str(channel.label), today.get(channel, 0), week[channel])
            for channel in Channel
            if channel in week
        ],
        "came_in_all": line("", _("Together"), sum(today.values()), sum(week.values())),
    }


def _by_channel(user: User, day: date, monday: date) -> tuple[dict[str, int], dict[str, int]]:
    """The lists that the numbers open, counted by channel; the day is in the week."""
    since = matching(user=user, question=_since(monday, "").asks(user))
    of_day = matching(user=user, question=_since(day, "").asks(user))
    rows = (
        since.order_by()
        .values("channel")
        .annotate(week=Count("pk"), today=Count("pk", filter=Q(pk__in=of_day.values("pk"))))
    )
    counts = list(rows.values_list("channel", "today", "week"))
    return {one: today for one, today, _ in counts}, {one: week for one, _, week in counts}


def _since(day: date, channel: str) -> Place:
    filters = {"channel": channel} if channel else {}
    return Place(state="all", filters={**filters, "from": day.isoformat()})
