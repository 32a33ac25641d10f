"""Say it to whoever comes: by mail where there is an address, else a colleague rings."""

from __future__ import annotations

from datetime import datetime, timedelta

from baraza.base.channels.actions.outbox import (
    Enclosed,
    Outgoing,
    cancel_outgoing,
    put_in_outbox,
)
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.office.queries import profile
from baraza.engagement.events.calendar_files import CANCEL, INVITE, Meeting, calendar_of
from baraza.engagement.events.links import link_to
from baraza.engagement.events.models import Appointment, Availability, State, Way
from baraza.engagement.events.queries.free import zone_of
from baraza.engagement.events.rules import STANDS, subject_of
from baraza.engagement.events.words import News, language_for, letter, said_place

# What the office does can be taken back for a moment.
OFFICE_WAITS = timedelta(seconds=30)
# Of what somebody does themselves on the website, for one address: the page says it all as well.
MOST_AN_HOUR = 4
WITH_CALENDAR = {News.BOOKED, News.MOVED, News.CANCELLED}


def tell(*, appointment: Appointment, news: News, now: datetime, is_theirs: bool = False) -> None:
    """Write to them; `is_theirs` where they did it themselves and see it before them. What was
    still to leave about it as it was before does not."""
    hold_what_waits(appointment=appointment, now=now)
    if not appointment.email:
        untold = None if is_theirs or (news == News.REMINDER and not appointment.phone) else now
        if untold != appointment.untold_since:
            appointment.untold_since = untold
            appointment.save(update_fields=["untold_since"])
        return
    if is_theirs and _wrote_enough(appointment.email, now):
        return
    office = profile()
    if not office.email:
        return
    language = language_for(appointment, office)
    video_link = video_link_of(appointment=appointment)
    subject, text = letter(
        appointment,
        news,
        office=office,
        zone=zone_of(appointment=appointment),
        language=language,
        link=link_to(appointment),
        video_link=video_link,
    )
    put_in_outbox(
        letters=[
            Outgoing(
                # It leaves by itself and says so, and at most once.
                kind=OutgoingKind.ACKNOWLEDGEMENT,
                recipient=appointment.email,
                subject=subject,
                text=text,
                language=language,
                guard=STANDS,
                guard_subject=subject_of(appointment),
                circle_id=appointment.circle_id,
                wait=timedelta(0) if is_theirs or news == News.REMINDER else OFFICE_WAITS,
                files=(_invitation(appointment, news),) if news in WITH_CALENDAR else (),
            )
        ],
        now=now,
    )
    if appointment.untold_since:
        appointment.untold_since = None
        appointment.save(update_fields=["untold_since"])


def hold_what_waits(*, appointment: Appointment, now: datetime) -> bool:
    """Letters about it that have not begun to leave do not; whether there were any."""
    waiting = OutgoingItem.objects.filter(
        guard=STANDS,
        guard_subject__startswith=f"{appointment.pk}.",
        state=OutgoingState.WAITING,
    )
    held = [cancel_outgoing(item_id=pk, now=now) for pk in waiting.values_list("pk", flat=True)]
    return any(held)


def meeting_of(*, appointment: Appointment, guest: str = "") -> Meeting:
    """It, as a calendar of whoever comes shows it."""
    office = profile()
    host = office.email.rpartition("@")[2] or "office.invalid"
    return Meeting(
        uid=f"{appointment.public_id}@{host}",
        sequence=appointment.sequence,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        changed_at=appointment.changed_at,
        title=f"{appointment.purpose} · {office.member_name or office.name}",
        place=said_place(appointment, video_link=video_link_of(appointment=appointment)),
        text=appointment.purpose.said("bring"),
        link=link_to(appointment),
        organiser=office.email,
        organiser_name=office.member_name or office.name,
        guest=guest,
        is_cancelled=appointment.state == State.CANCELLED,
    )


def video_link_of(*, appointment: Appointment) -> str:
    """Where whoever they meet is to be found by video."""
    if appointment.way != Way.VIDEO or appointment.host_id is None:
        return ""
    links = Availability.objects.filter(user=appointment.host_id).exclude(video_link="")
    return links.values_list("video_link", flat=True).first() or ""


def _invitation(appointment: Appointment, news: News) -> Enclosed:
    method = CANCEL if news == News.CANCELLED else INVITE
    meeting = meeting_of(appointment=appointment, guest=appointment.email)
    return Enclosed(
        name="appointment.ics",
        media_type=f"text/calendar; method={method}",
        content=calendar_of([meeting], method=method),
    )


def _wrote_enough(address: str, now: datetime) -> bool:
    lately = OutgoingItem.objects.filter(
        recipient=address, guard=STANDS, made_at__gt=now - timedelta(hours=1)
    )
    return lately.count() >= MOST_AN_HOUR
