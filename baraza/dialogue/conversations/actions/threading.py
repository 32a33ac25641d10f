"""Which conversation a letter belongs to.

In this order, the surest first: our signed reply address, our own Message-ID, any Message-ID the
office has seen. A subject alone never decides.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from baraza.base.channels.email.identity import is_our_message_id, tag_of
from baraza.common.prepared import prepared
from baraza.common.rows import Later, Statement, ask, columns, insert, instances
from baraza.dialogue.conversations.agencies import correspondents
from baraza.dialogue.conversations.models import (
    Conversation,
    ConversationKind,
    Direction,
    ThreadMark,
)
from baraza.dialogue.conversations.queries import joined_to
from baraza.dialogue.conversations.reading import Reading


def tagged_conversation(reading: Reading) -> int | None:
    """The conversation staff entered it into, or that one of our signed addresses among the
    recipients names.
    """
    if reading.conversation_id is not None:
        return reading.conversation_id
    for address in reading.recipients:
        number = tag_of(address, kind="c")
        if number is not None and number.isdecimal():
            return int(number)
    return None


def marks_of(reading: Reading) -> list[str]:
    """Message-IDs that may lead to the conversation: ours first, then the nearest mentioned."""
    mentioned = [mark[:500] for mark in reading.references]
    ours = [mark for mark in mentioned if is_our_message_id(mark)]
    # A letter that arrives after its own answer finds the thread by its own identifier.
    own = [reading.message_id] if reading.message_id else []
    return list(dict.fromkeys([*ours, *mentioned, *own]))


# Written out: asked for each letter, it would cost more to put together than to answer.
_KNOWN = """
SELECT identifier, is_written, conversation_id FROM conversations_threadmark
WHERE identifier = ANY(%s)
"""
_PASSED_ON = """
SELECT message.message_id, item.recipient
FROM conversations_message AS message
JOIN channels_outgoingitem AS item ON item.id = message.outgoing_id
WHERE message.message_id = ANY(%s) AND message.message_id <> '' AND message.direction = %s
"""


# So that what staff do at this moment is neither lost nor overwritten.
_LOCKED = """
SELECT {columns} FROM conversations_conversation AS thread
WHERE id = ANY(%s) ORDER BY id FOR UPDATE
"""


# A Message-ID, whether it was written in a conversation, and in which.
Mark = tuple[str, bool, int]


def marks_asked(readings: Iterable[Reading]) -> Statement:
    """Which Message-IDs of these letters are known: what `KnownThreads` is to be given."""
    marks = {mark for reading in readings for mark in marks_of(reading)}
    return prepared(_KNOWN), [list(marks)]


def _passed_on(marks: Collection[Mark]) -> list[tuple[str, str]]:
    """Those of letters passed on, with whom they were passed on to."""
    if not marks:
        return []
    written = [mark for mark, _, _ in marks]
    [found] = ask((prepared(_PASSED_ON), [written, Direction.PASSED_ON]))
    return found


def _locked(numbers: Collection[int]) -> dict[int, Conversation]:
    if not numbers:
        return {}
    statement = prepared(_LOCKED.format(columns=columns(Conversation, "thread")))
    [found] = ask((statement, [list(numbers)]))
    return {row.pk: row for row in instances(Conversation, found)}


class KnownThreads:
    """What the office knows of Message-IDs, for one batch; grows as the batch is filed.

    A Message-ID that letters merely mention (an organisation's mail that many answer) leads only
    the same person back to their conversation; one that was written in it leads anybody.
    """

    def __init__(self, readings: Collection[Reading], *, stored: Sequence[Mark]) -> None:
        tagged = {number for reading in readings if (number := tagged_conversation(reading))}
        passed_on = _passed_on(stored)
        # An address may name a conversation whose letters stand in another one by now.
        stands_in = joined_to(numbers=tagged)
        named = {number: stands_in.get(number, number) for number in tagged}
        conversations = _locked({*named.values(), *(number for _, _, number in stored)})
        self._tagged = {
            number: conversations[now] for number, now in named.items() if now in conversations
        }
        self._found = {
            mark: (conversations[number], is_written) for mark, is_written, number in stored
        }
        self._stored = {mark: is_written for mark, is_written, _ in stored}
        self._passed_on_to = {mark: recipient.lower() for mark, recipient in passed_on}
        self._agency_threads = {
            number
            for number, conversation in conversations.items()
            if conversation.kind == ConversationKind.AGENCY
        }

    def knows(self, message_id: str) -> bool:
        """Whether a letter of this Message-ID, or one that mentions it, came in before."""
        return message_id[:500] in self._stored

    def conversation_for(
        self,
        reading: Reading,
        *,
        is_theirs: Callable[[Conversation], bool],
        kinds: Collection[str] = frozenset(ConversationKind),
    ) -> Conversation | None:
        """`is_theirs` says whether a conversation is with the letter's sender."""
        named = self._tagged.get(tagged_conversation(reading) or 0)
        if named is not None and named.kind in kinds:
            return named
        for mark in marks_of(reading):
            conversation, is_written = self._found.get(mark, (None, False))
            if conversation is None or conversation.kind not in kinds:
                continue
            if is_written or is_theirs(conversation):
                return conversation
        return None

    def of_agencies(self, readings: Sequence[Reading]) -> dict[int, tuple[Conversation, bool]]:
        """Readings (by `id`) that belong to what an agency was asked, and whether they come from
        there as far as anybody can tell. What the constituent writes never does, whichever
        letter it answers. No query where none of these threads is meant.
        """
        if not self._agency_threads:
            return {}
        known = correspondents(conversations=self._agency_threads)
        found: dict[int, tuple[Conversation, bool]] = {}
        # A letter may name one that stands behind it in the batch.
        while True:
            before = len(found)
            for reading in readings:
                if id(reading) in found:
                    continue

                def is_theirs(conversation: Conversation, reading: Reading = reading) -> bool:
                    party = known.get(conversation.pk)
                    return party is not None and party.knows(reading.author_address)

                conversation = self.conversation_for(reading, is_theirs=is_theirs)
                if conversation is None or conversation.kind != ConversationKind.AGENCY:
                    continue
                party = known.get(conversation.pk)
                if party is not None and reading.author_address.lower() in party.constituents:
                    continue
                found[id(reading)] = (conversation, is_theirs(conversation))
                self.remember(reading, conversation)
            if len(found) == before:
                return found

    def is_from_office_asked(self, reading: Reading) -> bool:
        """Whether it answers a letter passed on, from where that was passed on to."""
        sender = reading.author_address.lower()
        return bool(sender) and any(
            self._passed_on_to.get(mark) == sender for mark in reading.references
        )

    def remember(self, reading: Reading, conversation: Conversation) -> None:
        """What this letter writes and mentions leads to the conversation from now on."""
        for mark in marks_of(reading):
            is_written = mark == reading.message_id
            _, was_written = self._found.get(mark, (None, False))
            if mark not in self._found or (is_written and not was_written):
                self._found[mark] = (conversation, is_written)

    def store(self, later: Later) -> None:
        """Keep what was remembered; the conversations come before."""
        changed = [
            ThreadMark(identifier=mark, is_written=is_written, conversation=conversation)
            for mark, (conversation, is_written) in self._found.items()
            if self._stored.get(mark) is not is_written
        ]
        insert(
            changed,
            unique=["identifier"],
            update=["is_written", "conversation"],
            later=later,
        )
