"""What an agency says, by mail or otherwise: it stops its clock, or it does not."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.actions.notifications import News, notify_each
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel
from baraza.base.channels.queries import NOT_DELIVERED
from baraza.dialogue.conversations.actions import agency_threads
from baraza.dialogue.conversations.actions.agency_threads import NothingToSend
from baraza.dialogue.conversations.models import Direction, Message
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.clocks import answered, chased, next_chase
from baraza.engagement.casework.actions.ending import stop_letters
from baraza.engagement.casework.actions.inquiring import may_ask
from baraza.engagement.casework.models import Case, Inquiry, InquiryLog, InquiryState


@dataclass(frozen=True, slots=True)
class Said:
    """A call, a meeting or a letter on paper."""

    text: str
    channel: Channel
    with_whom: str = ""
    # They told us something; or else we told or asked them.
    is_theirs: bool = False
    # It was their answer.
    is_answer: bool = False
    reference: str = ""


@transaction.atomic
def log_contact(*, inquiry: Inquiry, said: Said, by: User, now: datetime) -> InquiryLog:
    """Keep a call, a meeting or a letter on paper. Their answer stops the clock; our asking again
    is a reminder, and counted. Raises NothingToSend, CaseClosed, MayNotAsk.
    """
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if not said.is_theirs:
        may_ask(case, inquiry.organisation, now)
    if reference := one_line(said.reference, limit=100):
        inquiry.reference = reference
    row = _log(inquiry, said, by, now)
    if said.is_theirs and said.is_answer:
        answered(inquiry, now)
    elif not said.is_theirs and inquiry.state == InquiryState.WAITING:
        chased(inquiry, case, now)
    inquiry.save()
    touched(case, now)
    record(actor=by, act="agency_spoken", obj=case, now=now, detail={"inquiry": inquiry.pk})
    return row


@transaction.atomic
def confirm_answer(*, inquiry: Inquiry, message: Message, by: User, now: datetime) -> None:
    """Somebody has made sure that a doubtful letter is theirs: it is their answer, and whatever
    else comes from there is believed in this thread.
    """
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    agency_threads.trust(message=message)
    answered(inquiry, message.happened_at)
    inquiry.save()
    touched(case, now)
    record(
        actor=by,
        act="agency_answer_confirmed",
        obj=case,
        now=now,
        detail={"inquiry": inquiry.pk, "message": message.pk},
    )


@transaction.atomic
def wait_on(*, inquiry: Inquiry, by: User, now: datetime) -> None:
    """What they said was no answer yet, or it goes on after all: their clock begins anew."""
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if inquiry.state != InquiryState.WAITING:
        inquiry.state = InquiryState.WAITING
        inquiry.answered_at = inquiry.ended_at = None
        inquiry.chase_date = next_chase(case, now)
        inquiry.save()
        touched(case, now)
        record(actor=by, act="agency_awaited", obj=case, now=now, detail={"inquiry": inquiry.pk})


@transaction.atomic
def set_dates(
    *,
    inquiry: Inquiry,
    chase_date: date | None,
    by: User,
    now: datetime,
    reference: str | None = None,
) -> None:
    """When to ask again, and how they call the matter."""
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    inquiry.chase_date = chase_date
    if reference is not None:
        inquiry.reference = one_line(reference, limit=100)
    inquiry.save(update_fields=["chase_date", "reference"])
    touched(case, now)
    record(actor=by, act="agency_clock_set", obj=case, now=now, detail={"inquiry": inquiry.pk})


@transaction.atomic
def end_inquiry(*, inquiry: Inquiry, by: User, now: datetime) -> None:
    """Nothing more is expected of them: what waits to leave or for approval is a draft again."""
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if inquiry.state == InquiryState.ENDED:
        return
    if stop_letters(inquiries=[inquiry], by=by, now=now):
        case = locked(case_id=inquiry.case_id)
        inquiry.refresh_from_db()
    inquiry.state, inquiry.ended_at, inquiry.chase_date = InquiryState.ENDED, now, None
    inquiry.save(update_fields=["state", "ended_at", "chase_date"])
    touched(case, now)
    record(actor=by, act="agency_ended", obj=case, now=now, detail={"inquiry": inquiry.pk})


def _log(inquiry: Inquiry, said: Said, by: User, now: datetime) -> InquiryLog:
    text = clean_text(said.text).strip()
    if not text:
        raise NothingToSend
    return InquiryLog.objects.create(
        inquiry=inquiry,
        channel=said.channel,
        is_theirs=said.is_theirs,
        with_whom=one_line(said.with_whom, limit=200),
        text=text,
        happened_at=now,
        written_by=by,
    )


def note_letters(*, messages: Collection[Message], now: datetime) -> None:
    """Letters that came into the threads of inquiries: what is surely the agency's is its answer,
    what is doubtful waits for somebody to make sure. Whoever works on the case is told. A constant
    number of queries.
    """
    inquiries = {
        one.conversation_id: one
        for one in Inquiry.objects.filter(
            conversation__in={message.conversation_id for message in messages}
        )
        .select_related("case")
        .order_by("pk")
        .select_for_update(of=("self",))
    }
    for message in sorted(messages, key=lambda one: one.happened_at):
        inquiry = inquiries.get(message.conversation_id)
        if inquiry is not None and not message.sender_warning:
            answered(inquiry, message.happened_at)
    Inquiry.objects.bulk_update(
        inquiries.values(), ["state", "answered_at", "ended_at", "chase_date"]
    )
    cases = {one.case_id: one.case for one in inquiries.values()}
    Case.objects.filter(pk__in=cases).update(touched_at=now)
    tell_workers(cases.values(), now=now)


def doubt_letter(*, message: Message, now: datetime) -> None:
    """Its signature turned out to be wrong: what it stopped goes on, unless they said something
    else besides.
    """
    inquiry = (
        Inquiry.objects.select_related("case")
        .select_for_update(of=("self",))
        .filter(conversation=message.conversation_id, state=InquiryState.ANSWERED)
        .first()
    )
    if inquiry is None:
        return
    others = Message.objects.filter(
        conversation=message.conversation_id, direction=Direction.INCOMING, sender_warning=""
    ).exclude(pk=message.pk)
    if others.exists() or inquiry.log.filter(is_theirs=True).exists():
        return
    inquiry.state, inquiry.answered_at = InquiryState.WAITING, None
    inquiry.chase_date = next_chase(inquiry.case, now)
    inquiry.save(update_fields=["state", "answered_at", "chase_date"])


def tell_of_lost_letters(*, items: Collection[int], now: datetime) -> None:
    """Letters to agencies that did not reach them, or are held back: whoever works on the case
    knows it at once. Two queries.
    """
    lost = Message.objects.filter(outgoing__in=items, outgoing__state__in=NOT_DELIVERED)
    cases = Case.objects.filter(inquiries__conversation__in=lost.values("conversation"))
    tell_workers(cases.distinct(), kind=NotificationKind.DELIVERY_FAILED, now=now)


def tell_workers(
    cases: Iterable[Case],
    *,
    now: datetime,
    kind: NotificationKind = NotificationKind.AGENCY,
    but: User | None = None,
) -> None:
    """Whoever works on these cases hears of it, `but` for who did it."""
    news = [
        News(user_id=one.assigned_to_id, about_id=one.pk)
        for one in cases
        if one.assigned_to_id and one.assigned_to_id != (but.pk if but else None)
    ]
    notify_each(kind=kind, news=news, model=Case, now=now)
