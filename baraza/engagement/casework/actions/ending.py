"""Agencies nothing more is expected of, and letters to them that do not leave any longer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingState
from baraza.dialogue.conversations.actions.drafts import withdraw_asked
from baraza.dialogue.conversations.actions.reply import TooLate
from baraza.dialogue.conversations.models import Approval, Direction, Message
from baraza.engagement.casework.actions.inquiring import take_back
from baraza.engagement.casework.models import Inquiry


def stop_letters(*, inquiries: Collection[Inquiry], by: User, now: datetime) -> int:
    """What has not left for these agencies does not, nor what waits for approval; the words are
    their writer's draft again. Returns how many letters were stopped.
    """
    threads = {one.conversation_id: one for one in inquiries if one.conversation_id}
    withdraw_asked(approvals=Approval.objects.filter(conversation__in=threads), now=now)
    by_mail = Q(outgoing__state__in=(OutgoingState.WAITING, OutgoingState.HELD))
    on_paper = Q(paper__isnull=False, paper__printed_at__isnull=True)
    rows = Message.objects.filter(by_mail | on_paper, direction=Direction.OUTGOING)
    stopped = 0
    for message in rows.filter(conversation__in=threads).select_related("outgoing", "written_by"):
        inquiry = threads[message.conversation_id]
        try:
            take_back(inquiry=inquiry, message=message, by=message.written_by or by, now=now)
        except TooLate:  # it is leaving this very moment
            continue
        stopped += 1
    return stopped
