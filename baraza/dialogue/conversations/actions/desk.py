"""What staff decide about a conversation. Each act is undone by the same act with the old value."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record, record_reading
from baraza.base.channels.actions.intake import mark_raw
from baraza.base.channels.models import RawState
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactKind, Person
from baraza.base.people.phones import normal_phone
from baraza.dialogue.conversations.actions.duty import set_duty
from baraza.dialogue.conversations.models import (
    Attachment,
    Conversation,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.inputs import actions as inputs


class NotACandidate(ValueError):
    """This person is not one of those the sender may be."""


class NewLetter(Exception):
    """A letter came in since this was opened; nothing was changed."""


@transaction.atomic
def file_under(
    *, conversations: Collection[int], topic: Topic | None, by: User | None = None
) -> None:
    """File conversations (ids) and all that was said in them; one row in the trail for all."""
    file_all(conversations, topic)
    record(
        actor=by,
        act="filed",
        obj=Conversation,
        count=len(conversations),
        detail={"topic": topic.pk if topic else None, "ids": list(conversations)},
    )


def file_all(conversations: Collection[int], topic: Topic | None) -> None:
    """Conversations (ids) and all that was said in them; no row in the trail."""
    Conversation.objects.filter(pk__in=conversations).update(topic=topic)
    inputs.set_topic(
        inputs=list(
            Message.objects.filter(conversation__in=conversations, input__isnull=False).values_list(
                "input", flat=True
            )
        ),
        topic=topic,
    )
    # Another topic may have other days to answer in, and somebody who knows it better.
    set_duty(conversations=conversations, now=timezone.now())


@transaction.atomic
def set_topic(
    *, conversation: Conversation, topic: Topic | None, by: User | None = None
) -> Topic | None:
    """File the conversation and all that was said in it; returns the former topic."""
    former = conversation.topic
    file_all([conversation.pk], topic)
    conversation.topic = topic
    detail = {"topic": topic.pk if topic else None}
    record(actor=by, act="filed", obj=conversation, detail=detail)
    return former


@transaction.atomic
def close(
    *, conversation: Conversation, by: User | None = None, last_seen_id: int | None = None
) -> str:
    """Nothing more to do; a new letter opens it again. Returns the former state.

    `last_seen_id` is the newest message that was before somebody's eyes: if they have written
    since, NewLetter is raised and nothing is done.
    """
    if last_seen_id is not None:
        # Nothing is filed here meanwhile.
        Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
        newer = conversation.messages.filter(pk__gt=last_seen_id, direction=Direction.INCOMING)
        if newer.exists():
            raise NewLetter
    return _set_state(conversation, ConversationState.CLOSED, "closed", by)


@transaction.atomic
def snooze(
    *, conversation: Conversation, until: datetime | None, by: User | None = None
) -> datetime | None:
    """Out of sight until then, or back at once; a new letter brings it back sooner. Returns until
    when it was before.
    """
    former = conversation.snoozed_until
    conversation.snoozed_until = until
    conversation.save(update_fields=["snoozed_until"])
    record(actor=by, act="put_off" if until else "taken_up", obj=conversation)
    return former


def reopen(*, conversation: Conversation, by: User | None = None) -> str:
    """It needs an answer after all. Returns the former state."""
    return _set_state(conversation, ConversationState.TO_ANSWER, "reopened", by)


def set_state(
    *, conversation: Conversation, state: ConversationState, by: User | None = None
) -> str:
    """To undo `close`, `reopen` or `move_to_junk`. Returns the former state."""
    if state == ConversationState.JUNK:
        return move_to_junk(conversation=conversation, by=by)
    if conversation.state == ConversationState.JUNK:
        return _set_junk(conversation, is_junk=False, state=state, by=by)
    return _set_state(conversation, state, "changed", by)


@transaction.atomic
def move_to_junk(*, conversation: Conversation, by: User | None = None) -> str:
    """Out of sight and out of every count, nothing deleted. Returns the former state."""
    return _set_junk(conversation, is_junk=True, state=ConversationState.JUNK, by=by)


@transaction.atomic
def move_from_junk(*, conversation: Conversation, by: User | None = None) -> str:
    """A real letter after all: it needs an answer. Returns the former state."""
    return _set_junk(conversation, is_junk=False, state=ConversationState.TO_ANSWER, by=by)


@transaction.atomic
def choose_person(
    *, conversation: Conversation, person: Person | None, now: datetime, by: User | None = None
) -> Person:
    """Who an ambiguous sender is; None makes a new person with the name and address they gave.

    Raises NotACandidate.
    """
    if person is not None and person.pk not in conversation.candidates:
        raise NotACandidate
    if person is None:
        first = conversation.messages.filter(direction=Direction.INCOMING).first()
        address = first.author_address if first else ""
        [person] = add_people(
            newcomers=[
                Newcomer(
                    name=first.author_name if first else "",
                    language=conversation.language,
                    contact_kind=ContactKind.EMAIL if "@" in address else ContactKind.PHONE,
                    contact_value=address if "@" in address else normal_phone(address),
                )
            ],
            now=now,
        )
    conversation.person = person
    conversation.save(update_fields=["person"])
    inputs.set_person(inputs=_input_ids(conversation), person_id=person.pk)
    record(actor=by, act="person_chosen", obj=conversation, now=now, detail={"person": person.pk})
    return person


@transaction.atomic
def unchoose_person(*, conversation: Conversation, by: User | None = None) -> None:
    """Undo `choose_person`: the question is open again, a person made for it among the answers."""
    if conversation.person_id and conversation.person_id not in conversation.candidates:
        conversation.candidates = [*conversation.candidates, conversation.person_id]
    conversation.person = None
    conversation.save(update_fields=["person", "candidates"])
    inputs.set_person(inputs=_input_ids(conversation), person_id=None)
    record(actor=by, act="person_unchosen", obj=conversation)


def note_read(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Somebody opened the conversation; kept once an hour for each of them."""
    record_reading(actor=by, obj=conversation, now=now)


def note_fetched(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Their browser keeps the conversation ready, because it is next; once an hour."""
    record_reading(actor=by, act="fetched", obj=conversation, now=now)


def note_file_read(*, attachment: Attachment, by: User, now: datetime) -> None:
    """Somebody opened a file of a letter."""
    record_reading(
        actor=by,
        act="file_opened",
        obj=attachment.message.conversation,
        now=now,
        detail={"file": attachment.pk},
    )


@transaction.atomic
def _set_state(
    conversation: Conversation, state: ConversationState, act: str, by: User | None
) -> str:
    former = conversation.state
    conversation.state = state
    conversation.save(update_fields=["state"])
    if state == ConversationState.TO_ANSWER:
        set_duty(conversations=[conversation.pk], now=timezone.now())
    record(actor=by, act=act, obj=conversation, detail={"state": state})
    return former


@transaction.atomic
def _set_junk(
    conversation: Conversation, *, is_junk: bool, state: ConversationState, by: User | None
) -> str:
    mark_junk([conversation.pk], is_junk=is_junk)
    return _set_state(conversation, state, "junked" if is_junk else "unjunked", by)


def mark_junk(conversations: Collection[int], *, is_junk: bool) -> None:
    """What arrived in conversations (ids), and what was said, counts or does not; their state is
    the caller's."""
    letters = Message.objects.filter(conversation__in=conversations)
    raws = letters.filter(raw_item__isnull=False).values_list("raw_item", flat=True)
    mark_raw(raw_ids=list(raws), state=RawState.JUNK if is_junk else RawState.FILED)
    said = letters.filter(input__isnull=False).values_list("input", flat=True)
    inputs.set_junk(inputs=list(said), is_junk=is_junk)


def _input_ids(conversation: Conversation) -> list[int]:
    return list(conversation.messages.filter(input__isnull=False).values_list("input", flat=True))
