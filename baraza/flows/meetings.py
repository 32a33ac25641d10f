"""What was said at a meeting is kept as every visit and call is."""

from __future__ import annotations

from datetime import datetime

from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.actions.entering import Entry
from baraza.dialogue.conversations.models import Message
from baraza.engagement.events.actions.changing import note_visit
from baraza.engagement.events.models import Appointment, Way
from baraza.flows.entry import save_entry


class AlreadyNoted(ValueError):
    """What was said is written down; more belongs to that conversation."""


def keep_note(
    *,
    appointment: Appointment,
    text: str,
    answer: str,
    needs_answer: bool,
    by: User,
    now: datetime,
) -> Message:
    """A visit, or a call, of whoever came, in the thread of the letters it came from; what is left
    to do waits in the inbox, and what was promised is remembered. With it the office knows who
    came. Must not run inside a transaction.

    Raises AlreadyNoted, and what `save_entry` does.
    """
    if appointment.visit_id is not None:
        raise AlreadyNoted
    with translation.override(profile().default_language):
        subject = f"{_('Meeting')}: {appointment.purpose.name}"
    thread = appointment.conversation
    if thread is not None and thread.person_id != appointment.person_id:
        thread = None
    message = save_entry(
        entry=Entry(
            channel=Channel.WALK_IN if appointment.way == Way.IN_PERSON else Channel.PHONE,
            text=text,
            happened_at=min(appointment.starts_at or now, now),
            person=appointment.person,
            name=appointment.name,
            phone=appointment.phone,
            email=appointment.email,
            language=appointment.language,
            topic=appointment.purpose.topic,
            conversation=thread,
            subject=subject,
            needs_answer=needs_answer,
            answer=answer,
        ),
        key=f"meeting{appointment.pk}",
        by=by,
        now=now,
    )
    if appointment.circle_id and message.conversation.circle_id != appointment.circle_id:
        set_circle(conversation=message.conversation, circle=appointment.circle, by=by)
    note_visit(appointment=appointment, visit=message.conversation, by=by, now=now)
    return message
