"""A batch of letters becomes people, conversations, inputs and messages; all of it set-based."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from baraza.base.channels.models import Channel
from baraza.base.people.models import Person
from baraza.common.rows import Later, insert, update
from baraza.dialogue.conversations.actions.keys import Keys
from baraza.dialogue.conversations.actions.senders import Reached, Sender, recognise_senders
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.actions.threading import KnownThreads
from baraza.dialogue.conversations.models import (
    ANOTHER_SENDER,
    NOT_KNOWN_THERE,
    Attachment,
    Conversation,
    ConversationKind,
    ConversationState,
    Direction,
    Message,
)
from baraza.dialogue.conversations.reading import Reading
from baraza.dialogue.conversations.signals import agency_wrote
from baraza.dialogue.inputs.actions import Answer, Said, record_inputs, record_responses

EXCERPT = 160


@dataclass(slots=True)
class Filed:
    """A letter in its conversation."""

    reading: Reading
    sender: Sender
    conversation: Conversation
    begins: bool
    # From an agency or another office: nobody whom the office represents has said anything.
    is_input: bool = True

    @property
    def is_junk(self) -> bool:
        """Whether it ended in a conversation that is junk."""
        return self.conversation.state == ConversationState.JUNK


class Filing:
    """Decides first, with the database asked a constant number of questions; then says what is to
    be stored; then, when it was, settles what it means for what was there.
    """

    def __init__(
        self,
        letters: list[Reading],
        *,
        keys: Mapping[int, Keys],
        threads: KnownThreads,
        reached: Reached,
        own_addresses: frozenset[str],
        now: datetime,
    ) -> None:
        self._keys = keys
        self._newcomers: Later = []
        self._threads = threads
        self._from_agencies: list[Message] = []
        of_agencies = threads.of_agencies(letters)
        from_offices = {id(one) for one in letters if threads.is_from_office_asked(one)}
        theirs = [one for one in letters if id(one) not in {*of_agencies, *from_offices}]
        senders = recognise_senders(
            theirs,
            reached=reached,
            keys=keys,
            own_addresses=own_addresses,
            now=now,
            later=self._newcomers,
        )
        sender_of = {id(one): sender for one, sender in zip(theirs, senders, strict=True)}
        self.filed = [
            self._of_agency(reading, *of_agencies[id(reading)])
            if id(reading) in of_agencies
            else self._place(
                reading,
                sender_of.get(id(reading)) or Sender(),
                is_input=id(reading) not in from_offices,
            )
            for reading in letters
        ]

    def _of_agency(self, reading: Reading, conversation: Conversation, is_known: bool) -> Filed:
        if not (is_known or reading.is_outgoing):
            reading.sender_warning = reading.sender_warning or NOT_KNOWN_THERE
        _grow(conversation, reading)
        return Filed(reading, Sender(), conversation, begins=False, is_input=False)

    def _place(self, reading: Reading, sender: Sender, *, is_input: bool) -> Filed:
        def is_theirs(conversation: Conversation) -> bool:
            return sender.person is not None and conversation.person_id == sender.person.pk

        # What the constituent says to a letter of the agency's is heard as their own.
        conversation = self._threads.conversation_for(
            reading, is_theirs=is_theirs, kinds={ConversationKind.CONSTITUENT}
        )
        begins = conversation is None
        if conversation is None:
            conversation = _new_conversation(reading, sender, self._keys[reading.raw.pk])
        elif not reading.is_outgoing and (not is_input or _is_stranger(sender, conversation)):
            reading.sender_warning = reading.sender_warning or ANOTHER_SENDER
        _grow(conversation, reading)
        self._threads.remember(reading, conversation)
        return Filed(reading, sender, conversation, begins, is_input=is_input)

    def store(self, later: Later) -> None:
        """Add to `later` what is to be written: ten statements at most, however many letters."""
        later += self._newcomers
        new = [one.conversation for one in self.filed if one.begins]
        insert(new, later=later)
        begun = {one.conversation.pk for one in self.filed if one.begins}
        old = {
            one.conversation.pk: one.conversation
            for one in self.filed
            if one.conversation.pk not in begun
        }
        update(
            list(old.values()),
            [
                "last_message_at",
                "message_count",
                "excerpt",
                "language",
                "state",
                "started_at",
                "waiting_since",
                "due_date",
                "snoozed_until",
            ],
            later=later,
        )
        messages = self._messages(later)
        insert(messages, later=later)
        insert(
            [
                Attachment(
                    message=message,
                    part=part.index,
                    filename=part.filename[:200],
                    content_type=part.content_type[:100],
                    size=part.size,
                    content_id=part.content_id[:300],
                    is_inline=part.inline,
                )
                for message, one in zip(messages, self.filed, strict=True)
                for part in one.reading.attachments
            ],
            later=later,
        )
        self._threads.store(later)
        self._from_agencies = [
            message
            for message, one in zip(messages, self.filed, strict=True)
            if one.conversation.kind == ConversationKind.AGENCY and not one.reading.is_outgoing
        ]

    def settle(self) -> None:
        """After it was stored: who heard from an agency, what is answered, and what waits."""
        if self._from_agencies:
            agency_wrote.send(sender=Message, messages=self._from_agencies)
        settle(conversations=self._unsettled())

    def _messages(self, later: Later) -> list[Message]:
        incoming = [one for one in self.filed if one.is_input and not one.reading.is_outgoing]
        outgoing = [one for one in self.filed if one.is_input and one.reading.is_outgoing]
        keys = self._keys
        said = [_said(one, keys[one.reading.raw.pk]) for one in incoming]
        inputs = iter(record_inputs(said=said, later=later))
        responses = iter(record_responses(answers=[_answer(one) for one in outgoing]))
        return [
            Message(
                pk=keys[one.reading.raw.pk].message,
                conversation=one.conversation,
                direction=Direction.OUTGOING if one.reading.is_outgoing else Direction.INCOMING,
                channel=one.reading.raw.channel,
                happened_at=one.reading.happened_at,
                author_name=one.reading.author_name,
                author_address=(one.reading.author_address or one.reading.author_phone)[:320],
                answer_to=one.reading.answer_to,
                sender_warning=one.reading.sender_warning[:300],
                subject=one.reading.subject,
                message_id=one.reading.message_id,
                said=one.reading.said,
                quoted=one.reading.quoted,
                has_html=one.reading.has_html,
                raw_item=one.reading.raw,
                input=next(inputs) if one.is_input and not one.reading.is_outgoing else None,
                response=next(responses) if one.is_input and one.reading.is_outgoing else None,
            )
            for one in self.filed
        ]

    def _unsettled(self) -> set[int]:
        """All but those that one letter to us began: nobody can have answered it."""
        letters = Counter(one.conversation.pk for one in self._with_constituents())
        return {
            one.conversation.pk
            for one in self._with_constituents()
            if not one.begins or one.reading.is_outgoing or letters[one.conversation.pk] > 1
        }

    def touched(self) -> set[int]:
        """Ids of every conversation with a constituent that a letter came into."""
        return {one.conversation.pk for one in self._with_constituents()}

    def _with_constituents(self) -> Iterator[Filed]:
        return (one for one in self.filed if one.conversation.kind != ConversationKind.AGENCY)

    def joined(self) -> set[int]:
        """Ids of conversations that were there before, and that somebody wrote into again."""
        return {
            one.conversation.pk
            for one in self._with_constituents()
            if not (one.begins or one.reading.is_outgoing or one.reading.is_done)
        }

    def of_late(self, since: datetime) -> set[int]:
        """Ids of those somebody may wait in: not of old history, for which there are no days."""
        return {
            one.conversation.pk
            for one in self.filed
            if one.conversation.last_message_at >= since
            or one.conversation.waiting_since
            or one.conversation.due_date
        }

    def begun(self) -> Iterator[Filed]:
        """Letters that began a conversation."""
        return (one for one in self.filed if one.begins)


def _new_conversation(reading: Reading, sender: Sender, keys: Keys) -> Conversation:
    is_junk = bool(reading.junk_reason)
    state = ConversationState.CLOSED if reading.is_done else ConversationState.TO_ANSWER
    return Conversation(
        pk=keys.conversation,
        subject=reading.subject,
        person=sender.person,
        candidates=[person.pk for person in sender.candidates],
        circle_id=reading.raw.circle_id,
        topic_id=reading.topic_id,
        state=ConversationState.JUNK if is_junk else state,
        language=reading.language,
        channel=reading.raw.channel,
        started_at=reading.happened_at,
        last_message_at=reading.happened_at,
        message_count=0,
    )


def _grow(conversation: Conversation, reading: Reading) -> None:
    conversation.message_count += 1
    conversation.started_at = min(conversation.started_at, reading.happened_at)
    if reading.happened_at >= conversation.last_message_at:
        conversation.last_message_at = reading.happened_at
        conversation.excerpt = excerpt_of(reading.said)
        is_asking = (
            not (reading.is_outgoing or reading.is_done)
            and conversation.kind == ConversationKind.CONSTITUENT
        )
        if conversation.state == ConversationState.CLOSED and is_asking:
            conversation.state = ConversationState.TO_ANSWER
            # What waited before was done with: they wait anew, from now on.
            conversation.waiting_since = conversation.due_date = None
        elif conversation.state == ConversationState.ANSWERED and reading.is_done:
            conversation.state = ConversationState.CLOSED
        if is_asking:
            conversation.snoozed_until = None
    if not conversation.language and not reading.is_outgoing:
        conversation.language = reading.language


def _is_stranger(sender: Sender, conversation: Conversation) -> bool:
    """Whether the letter is certainly not from whom the conversation is with."""
    theirs = {conversation.person_id} if conversation.person_id else {*conversation.candidates}
    may_be = [sender.person] if sender.person else sender.candidates
    return bool(theirs and may_be) and theirs.isdisjoint(person.pk for person in may_be)


def excerpt_of(text: str) -> str:
    """The beginning of a letter on one line, for a list."""
    return " ".join(text[: EXCERPT * 3].split())[:EXCERPT]


def _said(one: Filed, keys: Keys) -> Said:
    reading = one.reading
    person: Person | None = one.sender.person
    return Said(
        key=keys.input,
        received_at=reading.happened_at,
        channel=Channel(reading.raw.channel),
        text=reading.said,
        language=reading.language,
        context=f"{reading.subject} {reading.author_name} {reading.author_address}",
        person_id=person.pk if person and not reading.is_anonymous else None,
        is_anonymous=reading.is_anonymous,
        topic_id=one.conversation.topic_id,
        circle_id=one.conversation.circle_id,
        is_junk=one.is_junk,
    )


def _answer(one: Filed) -> Answer:
    return Answer(
        text=one.reading.said,
        given_at=one.reading.happened_at,
        language=one.reading.language,
        circle_id=one.conversation.circle_id,
        context=one.reading.subject,
    )
