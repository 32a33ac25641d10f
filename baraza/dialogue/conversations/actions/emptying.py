"""Take words away: of old conversations by rule, of one person because they ask."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import F, Func, Q, QuerySet, Value

from baraza.base.accounts.models import User
from baraza.base.channels.actions.emptying import empty_outgoing, empty_raw, forget_recipients
from baraza.base.channels.models import OutgoingItem
from baraza.base.people.models import Person
from baraza.base.people.queries import own_addresses
from baraza.dialogue.conversations.actions.drafts import withdraw_asked
from baraza.dialogue.conversations.actions.filing import excerpt_of
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationHold,
    ConversationKind,
    Direction,
    Draft,
    Message,
    Note,
    PaperLetter,
    ThreadMark,
)
from baraza.dialogue.inputs.actions import empty_inputs, empty_responses

WORDS = {"subject": "", "said": "", "quoted": "", "sender_warning": ""}


@transaction.atomic
def empty_conversations(*, conversations: Sequence[int], now: datetime) -> Mapping[str, int]:
    """Every word goes; who wrote when, on what, and what became of it stays. Twenty queries."""
    messages = Message.objects.filter(conversation__in=conversations)
    raw, inputs, outgoing, responses = (
        list(messages.filter(**{f"{field}__isnull": False}).values_list(field, flat=True))
        for field in ("raw_item", "input", "outgoing", "response")
    )
    counts = {
        "originals": empty_raw(raw_ids=raw, now=now),
        "inputs": empty_inputs(inputs=inputs, now=now),
        "sent": empty_outgoing(item_ids=outgoing, now=now),
        "letters": messages.filter(erased_at__isnull=True).update(**WORDS, erased_at=now),
        "drafts": Draft.objects.filter(conversation__in=conversations).delete()[0],
    }
    # Also the second answer to a letter, which answers nobody's words.
    _empty_answers(responses, now)
    empty_writing(conversations=conversations, now=now)
    counts["notes"] = empty_notes(conversations=conversations, now=now)
    Conversation.objects.filter(pk__in=conversations).update(
        subject="", excerpt="", suggestion_words=[], written_to=None
    )
    return counts


def empty_notes(*, conversations: Collection[int], now: datetime) -> int:
    """What colleagues said of it among themselves. Returns how many notes had words."""
    notes = Note.objects.filter(conversation__in=conversations, erased_at__isnull=True)
    return notes.update(text="", search=None, erased_at=now)


def _empty_answers(responses: Sequence[int], now: datetime) -> None:
    elsewhere = Message.objects.filter(response__in=responses, erased_at__isnull=True)
    kept = set(elsewhere.values_list("response", flat=True))
    empty_responses(responses=[each for each in responses if each not in kept], now=now)


def empty_writing(*, conversations: Collection[int], now: datetime) -> None:
    """What was put before somebody, and what stood on envelopes. That it was approved stays."""
    approvals = Approval.objects.filter(conversation__in=conversations)
    withdraw_asked(approvals=approvals, now=now)
    approvals.update(subject="", text="", remark="")
    PaperLetter.objects.filter(message__conversation__in=conversations).update(address="")


def messages_of(person: Person) -> QuerySet[Message]:
    """What they wrote, and what was written to them: not the letters others added."""
    theirs = Q(input__person=person)
    # Passed on to another office, whoever answered from there: their words, not that office's.
    passed_on = Q(direction=Direction.PASSED_ON, conversation__person=person)
    to_them = Q(direction=Direction.OUTGOING) & (
        Q(outgoing__recipient__in=own_addresses(person))
        | (Q(conversation__person=person) & ~Q(outgoing__recipient__in=_others(person)))
    )
    # What an agency was asked belongs to a case, whoever works there.
    with_constituents = Message.objects.filter(conversation__kind=ConversationKind.CONSTITUENT)
    return with_constituents.filter(theirs | to_them | passed_on)


def _others(person: Person) -> list[str]:
    """Addresses of whoever else wrote in this person's conversations."""
    own = own_addresses(person)
    return list(
        Message.objects.filter(conversation__person=person, direction=Direction.INCOMING)
        .exclude(input__person=person)
        .exclude(author_address__in=own)
        .values_list("author_address", flat=True)
        .distinct()
    )


@transaction.atomic
def forget_person(*, person: Person, now: datetime) -> Mapping[str, int]:
    """Their letters and those to them, with originals, files, drafts and quotations.

    Where others take part in a conversation, what they wrote stays theirs, and the conversation
    goes on with them.
    """
    messages = messages_of(person)
    rows = list(
        messages.values_list("pk", "conversation", "raw_item", "outgoing", "message_id", "response")
    )
    numbers = [pk for pk, *_ in rows]
    touched = {conversation for _, conversation, *_ in rows}
    touched.update(Conversation.objects.filter(person=person).values_list("pk", flat=True))
    shared = set(
        Message.objects.filter(conversation__in=touched)
        .exclude(pk__in=numbers)
        .values_list("conversation", flat=True)
    )
    outgoing = {number for _, _, _, number, *_ in rows if number}
    # Acknowledgements stand in no conversation; they name the letter they answer.
    written = [identifier for *_, identifier, _ in rows if identifier]
    outgoing.update(
        OutgoingItem.objects.filter(in_reply_to__in=written).values_list("pk", flat=True)
    )
    marks = ThreadMark.objects.filter(
        Q(conversation__in=touched - shared) | Q(identifier__in=written)
    )
    marks.delete()
    counts = {
        "originals": empty_raw(raw_ids=[raw for _, _, raw, *_ in rows if raw], now=now),
        "sent": forget_recipients(item_ids=list(outgoing), now=now),
        "drafts": Draft.objects.filter(conversation__in=touched).delete()[0],
        "letters": Message.objects.filter(pk__in=numbers).update(
            **WORDS, message_id="", erased_at=now
        ),
        "shared_conversations": len(shared),
    }
    Message.objects.filter(pk__in=numbers, direction=Direction.INCOMING).update(
        author_name="", author_address="", answer_to=""
    )
    _empty_answers([response for *_, response in rows if response], now)
    empty_writing(conversations=touched, now=now)
    counts["notes"] = empty_notes(conversations=touched, now=now)
    # What others quote in the same conversation is a copy of this person's words.
    Message.objects.filter(conversation__in=shared).update(quoted="")
    Conversation.objects.filter(pk__in=touched - shared).update(
        subject="", excerpt="", written_to=None
    )
    for conversation in Conversation.objects.filter(pk__in=shared):
        _goes_on_with_others(conversation, person)
    Conversation.objects.filter(candidates__contains=[person.pk]).update(
        candidates=Func("candidates", Value(person.pk), function="array_remove")
    )
    return counts


def _goes_on_with_others(conversation: Conversation, person: Person) -> None:
    kept = list(
        conversation.messages.filter(erased_at__isnull=True)
        .select_related("input")
        .order_by("happened_at", "pk")
    )
    letters = [message for message in kept if message.input is not None]
    conversation.subject = kept[0].subject if kept else ""
    conversation.excerpt = excerpt_of(kept[-1].said) if kept else ""
    if conversation.person_id == person.pk and letters:
        conversation.person_id = letters[0].input.person_id
    conversation.save(update_fields=["subject", "excerpt", "person"])


def empty_drafts(*, drafts: Sequence[int], now: datetime) -> int:
    """Drafts nobody has touched for long are thrown away, and wait for no approval. Returns how
    many.
    """
    theirs = Approval.objects.filter(
        conversation__drafts__in=drafts, author=F("conversation__drafts__author")
    )
    withdraw_asked(approvals=theirs, now=now)
    return Draft.objects.filter(pk__in=drafts).delete()[0]


def hold_conversation(
    *,
    conversation: Conversation,
    reason: str,
    by: User,
    now: datetime,
    until_date: date | None = None,
) -> ConversationHold:
    """Nothing in it is erased until the hold is lifted or its last day is over."""
    return ConversationHold.objects.create(
        conversation=conversation,
        reason=reason,
        placed_by=by,
        placed_at=now,
        until_date=until_date,
    )


def lift_hold(*, hold: ConversationHold, now: datetime) -> None:
    """Rules and requests apply again."""
    hold.lifted_at = now
    hold.save(update_fields=["lifted_at"])
