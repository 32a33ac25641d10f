"""The meetings behind a secret address."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from baraza.base.accounts.models import User
from baraza.engagement.events.calendar_files import Meeting
from baraza.engagement.events.links import digest_of
from baraza.engagement.events.models import Appointment, StaffCalendar, Way

LinkTo = Callable[[int], str]


def meetings_behind(
    *, key: str, since: datetime
) -> tuple[User, Callable[[LinkTo], list[Meeting]]] | None:
    """Whose calendar it is, and their meetings, each with a link made of its number; None where
    the key opens nothing. No name of anybody who comes is in it."""
    if not key:
        return None
    rows = StaffCalendar.objects.filter(feed_digest=digest_of(key), user__is_active=True)
    calendar = rows.select_related("user").first()
    if calendar is None:
        return None
    user = calendar.user
    coming = Appointment.objects.taking_time().filter(host=user, ends_at__gt=since)
    found = list(coming.select_related("purpose", "location").order_by("starts_at", "pk"))

    def meetings(link_to: LinkTo) -> list[Meeting]:
        return [_meeting(one, link_to(one.pk)) for one in found]

    return user, meetings


def _meeting(one: Appointment, link: str) -> Meeting:
    way = Way(one.way).label
    # Of what is confidential not even what for.
    what = "" if one.circle_id else str(one.purpose)
    return Meeting(
        uid=f"{one.public_id}@staff.invalid",
        sequence=one.sequence,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        changed_at=one.changed_at,
        title=f"{what} · {way}" if what else str(way),
        place=one.location.said("name") if one.location else "",
        link=link,
    )
