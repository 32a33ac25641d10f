"""Tell somebody how their case stands, by the way that reaches them; and the clock that says when
they hear from us next (requirement L4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.email.decode import clean_text
from baraza.base.channels.models import Channel
from baraza.base.office.queries import needs_approval, working_days
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions import approving, on_paper, reply
from baraza.dialogue.conversations.actions.answering import NothingToSend, Words
from baraza.dialogue.conversations.actions.begin import open_thread
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationKind,
    Message,
)
from baraza.dialogue.conversations.queries.writing import signature
from baraza.engagement.casework.actions import loop
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.opening import USUAL_UPDATE_DAYS
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseState,
    CaseUpdate,
    Urgency,
)
from baraza.engagement.casework.queries.updates import addressee, language_for

# Words that wait for approval; the trail says of which case they tell.
TO_TELL = "case_telling"
# By these the office says it; the product only keeps what was said.
SPOKEN = (Channel.PHONE, Channel.WALK_IN)


class NobodyToTell(ValueError):
    """Nobody is known who could be written to."""


@dataclass(frozen=True, slots=True)
class Saying:
    """What is to be said, and how."""

    text: str
    channel: Channel
    # Of a first letter; an answer keeps the subject of its conversation.
    subject: str = ""
    # Name and address for the envelope, or another e-mail address than the usual one.
    address: str = ""
    language: str = ""
    is_large_print: bool = False


@transaction.atomic
def tell(
    *,
    case: Case,
    text: str,
    by: User,
    now: datetime,
    channel: Channel,
    version: int | None = None,
    subject: str = "",
    address: str = "",
    language: str = "",
    is_large_print: bool = False,
) -> CaseUpdate | Approval:
    """They hear how it stands, and the clock begins anew. Nothing new is an update, too.

    By mail it leaves ten seconds from now and can be taken back, on paper it waits for the printer,
    and what was said on the telephone or across the table is kept as it was said. Where the
    author's answers need approval, the words wait for it, and the clock goes on until they leave.

    Raises CaseChanged, NothingToSend, NobodyToTell, NotToBeContacted, NobodyToAnswer, NoAddress,
    UnfilledFields, NeedsApproval (on paper).
    """
    case = locked(case_id=case.pk, version=version)
    saying = Saying(
        text=text,
        channel=Channel(channel),
        subject=subject,
        address=address,
        language=language,
        is_large_print=is_large_print,
    )
    said = say(case=case, saying=saying, by=by, now=now)
    if isinstance(said, Approval):
        return said
    update = note_update(case=case, saying=saying, message=said, by=by, now=now)
    former = day_number(case.next_update_date)
    wind_clock(case=case, day=working_days().day_of(now))
    touched(case, now)
    record(
        actor=by,
        act="case_told",
        obj=case,
        now=now,
        detail={"update": update.pk, "channel": saying.channel, "due": former},
    )
    return update


def say(*, case: Case, saying: Saying, by: User, now: datetime) -> Message | Approval | None:
    """The words leave in the constituent's own thread, or in a new one; None where they are spoken.

    The case is locked by the caller. Raises as `tell` does.
    """
    if not clean_text(saying.text).strip():
        raise NothingToSend
    if saying.channel in SPOKEN:
        return None
    conversation = thread_of(case=case) or _begin(case, saying, now)
    words = Words(
        text=saying.text,
        subject=saying.subject,
        signature=signature(conversation=conversation, author=by),
    )
    if saying.channel == Channel.LETTER:
        return on_paper.answer_on_paper(
            conversation=conversation,
            author=by,
            words=words,
            address=saying.address,
            now=now,
            is_large_print=saying.is_large_print,
            beside_draft=True,
        )
    if needs_approval(user=by):
        approval = approving.ask(conversation=conversation, author=by, words=words, now=now)
        record(actor=by, act=TO_TELL, obj=case, now=now, detail={"approval": approval.pk})
        return approval
    return reply.send(
        conversation=conversation,
        author=by,
        words=words,
        now=now,
        address=saying.address,
        beside_draft=True,
    )


def note_update(
    *, case: Case, saying: Saying, message: Message | None, by: User, now: datetime
) -> CaseUpdate:
    """That they were told; it stands on the status page, too."""
    update = CaseUpdate.objects.create(
        case=case,
        text=clean_text(saying.text).strip(),
        language=saying.language or language_for(case=case),
        channel=saying.channel,
        message=message,
        given_by=by,
        given_at=now,
    )
    loop.answered(case=case, update=update)
    return update


@transaction.atomic
def take_back_update(*, update: CaseUpdate, by: User, now: datetime) -> str:
    """They were not told after all; returns the words. Raises TooLate once a letter has left."""
    case = locked(case_id=update.case_id)
    due = _due_before(case, update)
    message = update.message
    if message is not None:
        conversation = Conversation.objects.select_for_update(of=("self",)).get(
            pk=message.conversation_id
        )
        reply.stop(message=message, now=now)
        # The update goes with its message: `forget_withdrawn` hears of it.
        reply.withdraw(message=message, conversation=conversation, now=now)
    else:
        update.delete()
        loop.not_answered(case=case, update=update)
    set_clock(case=case, due=due)
    touched(case, now)
    record(actor=by, act="case_untold", obj=case, now=now)
    return update.text


def thread_of(*, case: Case) -> Conversation | None:
    """The newest conversation of the case with whoever is told; None where there is none yet."""
    person = addressee(case=case)
    for link in case.conversations.select_related("conversation__merged_into__person").order_by(
        "-added_at", "-pk"
    ):
        conversation = link.conversation.merged_into or link.conversation
        is_theirs = person is None or conversation.person_id in (person.pk, None)
        if conversation.kind == ConversationKind.CONSTITUENT and is_theirs:
            return conversation
    return None


def _begin(case: Case, saying: Saying, now: datetime) -> Conversation:
    person: Person | None = addressee(case=case)
    if person is None:
        raise NobodyToTell
    language = saying.language or language_for(case=case)
    with translation.override(language):
        # What it is about is nobody's business who only sees the list of letters.
        subject = saying.subject or _("Your case %(code)s") % {"code": case.code}
    conversation = open_thread(
        person=person,
        subject=subject,
        now=now,
        topic=case.topic,
        circle=case.circle,
        channel=saying.channel,
        language=language,
    )
    CaseConversation.objects.create(case=case, conversation=conversation, added_at=now)
    return conversation


def wind_clock(*, case: Case, day: date) -> None:
    """The constituent heard from us on that day; a closed case has no clock."""
    set_clock(case=case, due=working_days().after(day, update_days(case=case)))


def set_clock(*, case: Case, due: date | None) -> None:
    """They hear from us by that day; a closed case has no clock."""
    case.next_update_date = None if case.state == CaseState.CLOSED else due
    case.save(update_fields=["next_update_date"])


def day_number(day: date | None) -> int | None:
    """A day as the trail keeps it, which holds no words."""
    return day.toordinal() if day else None


def update_days(*, case: Case) -> int:
    """Every how many working days they hear from us."""
    return case.update_days or USUAL_UPDATE_DAYS[Urgency(case.urgency)]


@transaction.atomic
def heard_from_us(*, message: Message, now: datetime) -> None:
    """A letter to the constituent leaves from the inbox: they have heard from us, too.

    Where it is how a case stands, approved just now, it is an update and stands on the status page.
    """
    approval = _approved_with(message)
    rows = Case.objects.filter(conversations__conversation=message.conversation_id)
    for case in rows.select_for_update(of=("self",)):
        if approval is not None and _was_to_tell(case, approval):
            saying = Saying(text=_without_signature(approval), channel=Channel.EMAIL)
            author = approval.author or approval.decided_by
            note_update(case=case, saying=saying, message=message, by=author, now=now)
        if case.state != CaseState.CLOSED:
            wind_clock(case=case, day=working_days().day_of(now))


def _approved_with(message: Message) -> Approval | None:
    item = message.outgoing
    if item is None or item.guard != reply.APPROVED:
        return None
    rows = Approval.objects.select_related("author", "decided_by", "conversation__person")
    return rows.filter(pk=item.guard_subject).first()


def _was_to_tell(case: Case, approval: Approval) -> bool:
    asked = AuditEntry.objects.about(case).filter(act=TO_TELL, detail__approval=approval.pk)
    return asked.exists()


def _without_signature(approval: Approval) -> str:
    """An approval has the letter as it leaves; who signed it is no news to anybody."""
    if approval.author is None:
        return approval.text
    ending = signature(conversation=approval.conversation, author=approval.author)
    return approval.text.removesuffix(clean_text(ending).strip())


def forget_withdrawn(*, message: Message) -> None:
    """A letter that never left told nobody anything."""
    update = CaseUpdate.objects.filter(message=message).select_related("case").first()
    if update is not None:
        due = _due_before(update.case, update)
        update.delete()
        loop.not_answered(case=update.case, update=update)
        set_clock(case=update.case, due=due)
        return
    # An answer from the inbox wound it, too.
    for case in Case.objects.open().filter(conversations__conversation=message.conversation_id):
        wind_clock(case=case, day=_last_heard(case))


def _due_before(case: Case, update: CaseUpdate) -> date | None:
    """When they were to hear from us before they were told this."""
    told = AuditEntry.objects.about(case).filter(act="case_told", detail__update=update.pk)
    number = told.values_list("detail__due", flat=True).first()
    if number:
        return date.fromordinal(number)
    return working_days().after(_last_heard(case, but=update), update_days(case=case))


def _last_heard(case: Case, but: CaseUpdate | None = None) -> date:
    rows = case.updates.exclude(pk=but.pk) if but else case.updates.all()
    last = rows.order_by("-given_at").values_list("given_at", flat=True).first()
    return working_days().day_of(last or case.opened_at)
