"""Ask an agency for a case, remind it, and hear what it says: each matter a thread of its own.

Nobody is asked before it is decided to, nor without what the kind of case demands; the outbox looks
again as a letter leaves.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.actions.notifications import notify
from baraza.base.accounts.models import NotificationKind, User
from baraza.base.accounts.queries import staff_with
from baraza.base.accounts.rules import Permission
from baraza.base.audit.actions import record
from baraza.base.channels.actions.outbox import Enclosed
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel
from baraza.base.office.queries import needs_approval, working_days
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.actions import agency_threads, approving, reply
from baraza.dialogue.conversations.actions.agency_threads import NothingToSend, ToAgency
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    Direction,
    Message,
)
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.clocks import chased, first_chase, next_chase
from baraza.engagement.casework.actions.updating import SPOKEN
from baraza.engagement.casework.models import (
    Case,
    CaseFile,
    CaseState,
    Inquiry,
    InquiryLog,
    InquiryState,
)
from baraza.engagement.casework.queries.inquiries import is_unasked
from baraza.engagement.casework.queries.inquiry_letters import letter_language
from baraza.engagement.casework.rules import (
    AUTHORISED,
    authorisation_missing,
    decision_missing,
    subject_of,
)


class MayNotAsk(Exception):
    """It is not decided to ask them, or not allowed; `reason` in words of the catalogue."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class CaseClosed(Exception):
    """Nobody is asked for a case that is closed; it can be opened again."""


@dataclass(frozen=True, slots=True)
class Question:
    """What an agency is asked, and how."""

    organisation: Organisation
    text: str
    subject: str
    channel: Channel = Channel.EMAIL
    contact_name: str = ""
    # An e-mail address, a number, or where they were met.
    contact_address: str = ""
    # Name and address for the envelope.
    postal_address: str = ""
    reference: str = ""
    expected_date: date | None = None
    # Ids of files of the case that go with it.
    files: Collection[int] = ()


@transaction.atomic
def ask(*, case_id: int, question: Question, by: User, now: datetime) -> Inquiry:
    """Their clock begins. By mail it leaves ten seconds from now and can be taken back, on paper
    it waits for the printer; a call or a meeting is kept as it was. Where the author's letters
    need approval it waits for that, and the clock with it.

    Raises CaseClosed, MayNotAsk, NothingToSend, UnfilledFields, NobodyToAnswer, NoAddress.
    """
    case = locked(case_id=case_id)
    may_ask(case, question.organisation, now)
    if not clean_text(question.text).strip():
        raise NothingToSend
    inquiry = Inquiry(
        case=case,
        organisation=question.organisation,
        contact_name=one_line(question.contact_name, limit=200),
        contact_address=_reached_at(question),
        channel=question.channel,
        subject=one_line(question.subject, limit=300) or case.code,
        reference=one_line(question.reference, limit=100),
        asked_at=now,
        asked_by=by,
        expected_date=question.expected_date,
    )
    if question.channel in SPOKEN:
        inquiry.chase_date = first_chase(inquiry, case, now)
        inquiry.save()
        _spoken(inquiry, question, by=by, now=now)
    else:
        inquiry.conversation = agency_threads.begin_thread(
            subject=inquiry.subject,
            language=letter_language(organisation=question.organisation),
            channel=question.channel,
            circle_id=case.circle_id,
            now=now,
        )
        inquiry.save()
        files = _enclosed(case, question.files)
        letter = _letter(inquiry, question.text, files)
        _send_or_put_before(inquiry, letter, by=by, now=now)
    touched(case, now)
    record(
        actor=by,
        act="agency_asked",
        obj=case,
        now=now,
        detail={"inquiry": inquiry.pk, "organisation": question.organisation.pk},
    )
    return inquiry


@transaction.atomic
def write(
    *,
    inquiry: Inquiry,
    text: str,
    by: User,
    now: datetime,
    subject: str = "",
    files: Collection[int] = (),
    recipient: str = "",
    awaits_answer: bool = True,
) -> Message | Approval:
    """One more letter to them: a reminder while their answer is waited for, which is counted; else
    an answer to theirs, after which (`awaits_answer`) the clock begins anew.

    `recipient`: another e-mail address than the one before. Raises as `ask` does.
    """
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    may_ask(case, inquiry.organisation, now)
    if recipient and inquiry.channel != Channel.LETTER:
        inquiry.contact_address = one_line(recipient, limit=320)
        inquiry.save(update_fields=["contact_address"])
    letter = _letter(inquiry, text, _enclosed(case, files), subject=subject)
    done = _send_or_put_before(inquiry, letter, by=by, now=now, awaits_answer=awaits_answer)
    touched(case, now)
    record(actor=by, act="agency_written", obj=case, now=now, detail={"inquiry": inquiry.pk})
    return done


@transaction.atomic
def take_back(*, inquiry: Inquiry, message: Message, by: User, now: datetime) -> None:
    """The letter does not leave; its words are its writer's draft again, and the clock stands as
    it did. Raises TooLate.
    """
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    reply.take_back(message=message, author=by, now=now)
    if not _said_by_us(inquiry):
        inquiry.chase_date = None
    elif inquiry.state == InquiryState.WAITING:
        inquiry.chases = max(0, inquiry.chases - 1)
        inquiry.chase_date = working_days().day_of(now)
    inquiry.save(update_fields=["chase_date", "chases"])
    touched(case, now)


def approve(*, approval: Approval, by: User, now: datetime) -> Message:
    """The letter leaves under its author's name. Raises AlreadyDecided, OwnWords, CaseClosed,
    MayNotAsk, and what `ask` raises.
    """
    return approving.grant(approval=approval, by=by, now=now, way=_way(approval))


def refuse(*, approval: Approval, by: User, remark: str, now: datetime) -> Approval:
    """Its author has it back, with the reason. Raises AlreadyDecided, WithoutRemark."""
    return approving.send_back(approval=approval, by=by, remark=remark, now=now, way=_way(approval))


def _way(approval: Approval) -> approving.WayOut:
    inquiry = Inquiry.objects.select_related("case").get(conversation=approval.conversation_id)

    def send(approval: Approval, author: User, now: datetime) -> Message:
        case = locked(case_id=inquiry.case_id)
        may_ask(case, inquiry.organisation, now)
        draft = approval.conversation.drafts.filter(author=author).first()
        files = reply.enclosed(draft.files.all()) if draft else ()
        letter = _letter(inquiry, approval.text, files, subject=approval.subject)
        return _send(inquiry, letter, author=author, now=now)

    return approving.WayOut(send=send, about=inquiry.case)


def may_ask(case: Case, organisation: Organisation, now: datetime) -> None:
    """Raises CaseClosed, MayNotAsk."""
    if case.state == CaseState.CLOSED:
        raise CaseClosed
    reason = decision_missing(case=case) or authorisation_missing(
        case=case, organisation=organisation, day=working_days().day_of(now)
    )
    if reason:
        raise MayNotAsk(reason)


def _reached_at(question: Question) -> str:
    if question.channel == Channel.LETTER:
        return clean_text(question.postal_address).strip()[:320]
    return one_line(question.contact_address, limit=320)


def _enclosed(case: Case, files: Collection[int]) -> tuple[Enclosed, ...]:
    if not files:
        return ()
    rows = CaseFile.objects.filter(case=case, pk__in=files)
    return tuple(Enclosed(one.name, one.media_type, bytes(one.content)) for one in rows)


def _letter(
    inquiry: Inquiry,
    text: str,
    files: tuple[Enclosed, ...],
    *,
    subject: str = "",
) -> ToAgency:
    is_paper = inquiry.channel == Channel.LETTER
    return ToAgency(
        text=text,
        subject=subject or inquiry.subject,
        channel=Channel.LETTER if is_paper else Channel.EMAIL,
        recipient=inquiry.contact_address,
        recipient_name=inquiry.contact_name or inquiry.organisation.name,
        address=inquiry.contact_address,
        files=files,
        guard=AUTHORISED,
        guard_subject=subject_of(case_id=inquiry.case_id, organisation_id=inquiry.organisation_id),
    )


def _send_or_put_before(
    inquiry: Inquiry, letter: ToAgency, *, by: User, now: datetime, awaits_answer: bool = True
) -> Message | Approval:
    if not needs_approval(user=by):
        return _send(inquiry, letter, author=by, now=now, awaits_answer=awaits_answer)
    approval = agency_threads.put_before(
        conversation=thread_of(inquiry, now), author=by, letter=letter, now=now
    )
    able = staff_with(permission=Permission.APPROVE)
    notify(
        kind=NotificationKind.APPROVAL_ASKED,
        to=[one for one in able if Case.objects.visible_to(one).filter(pk=inquiry.case_id).exists()]
        if inquiry.case.circle_id
        else able,
        about=inquiry.case,
        by=by,
        now=now,
    )
    return approval


def _send(
    inquiry: Inquiry,
    letter: ToAgency,
    *,
    author: User,
    now: datetime,
    awaits_answer: bool = True,
) -> Message:
    is_first = is_unasked(inquiry) and not _said_by_us(inquiry)
    message = agency_threads.write(
        conversation=thread_of(inquiry, now), author=author, letter=letter, now=now
    )
    case = inquiry.case
    if is_first:
        inquiry.asked_at = now
        inquiry.chase_date = first_chase(inquiry, case, now)
    elif inquiry.state == InquiryState.WAITING:
        chased(inquiry, case, now)
    elif awaits_answer:
        inquiry.state, inquiry.ended_at = InquiryState.WAITING, None
        inquiry.chase_date = next_chase(case, now)
    inquiry.save()
    return message


def _spoken(inquiry: Inquiry, question: Question, *, by: User, now: datetime) -> None:
    InquiryLog.objects.create(
        inquiry=inquiry,
        channel=question.channel,
        with_whom=inquiry.contact_name,
        text=clean_text(question.text).strip(),
        happened_at=now,
        written_by=by,
    )


def thread_of(inquiry: Inquiry, now: datetime) -> Conversation:
    """Its letters; begun where so far it was only spoken of."""
    if inquiry.conversation is None:
        inquiry.conversation = agency_threads.begin_thread(
            subject=inquiry.subject,
            language=letter_language(organisation=inquiry.organisation),
            channel=Channel.EMAIL,
            circle_id=inquiry.case.circle_id,
            now=now,
        )
        inquiry.save(update_fields=["conversation"])
    return inquiry.conversation


def _said_by_us(inquiry: Inquiry) -> bool:
    letters = Message.objects.filter(
        conversation=inquiry.conversation_id, direction=Direction.OUTGOING
    )
    return (inquiry.conversation_id is not None and letters.exists()) or inquiry.log.filter(
        is_theirs=False
    ).exists()
