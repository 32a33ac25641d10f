"""The office takes the first step: it writes to somebody, or notes a telephone call."""

import json
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import Channel
from baraza.base.office.queries import needs_approval
from baraza.base.people.models import ContactKind, Person
from baraza.dialogue.conversations.actions.answering import NothingToSend, Words
from baraza.dialogue.conversations.actions.approving import ask
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.actions.reply import send
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationState,
    Message,
)
from baraza.dialogue.conversations.reading import DESK

LONGEST_SUBJECT = 500


class NotToBeContacted(Exception):
    """They asked not to be, or have died."""


class NoSubject(ValueError):
    """A first letter needs a subject."""


@transaction.atomic
def begin(
    *,
    person: Person,
    author: User,
    subject: str,
    text: str,
    now: datetime,
    topic: Topic | None = None,
    circle: Circle | None = None,
    address: str = "",
) -> Message | Approval:
    """Write to somebody first, at one of their addresses or where they are usually reached; what
    they answer comes back into this conversation.

    It leaves ten seconds from now and can be taken back like any answer, or waits for approval
    where the author's answers need one. Raises NotToBeContacted, NoSubject, and what `reply`
    raises: NothingToSend, UnfilledFields, NobodyToAnswer.
    """
    conversation = open_thread(person=person, subject=subject, now=now, topic=topic, circle=circle)
    words = Words(text=text, subject=conversation.subject)
    begun: Message | Approval
    if needs_approval(user=author):
        begun = ask(conversation=conversation, author=author, words=words, now=now)
    else:
        begun = send(
            conversation=conversation, author=author, words=words, address=address, now=now
        )
    record(actor=author, act="began", obj=conversation, now=now)
    return begun


def open_thread(
    *,
    person: Person,
    subject: str,
    now: datetime,
    topic: Topic | None = None,
    circle: Circle | None = None,
    channel: Channel = Channel.EMAIL,
    language: str = "",
) -> Conversation:
    """Where a first letter to somebody will stand: answer in it within the same transaction, by
    mail or on paper. Raises NotToBeContacted, NoSubject.
    """
    if person.do_not_contact or person.is_deceased:
        raise NotToBeContacted
    subject = one_line(subject, limit=LONGEST_SUBJECT)
    if not subject:
        raise NoSubject
    return Conversation.objects.create(
        subject=subject,
        person=person,
        topic=topic,
        circle=circle,
        state=ConversationState.TO_ANSWER,
        language=language or person.language,
        channel=channel,
        started_at=now,
        last_message_at=now,
    )


def note_call(
    *,
    person: Person,
    by: User,
    text: str,
    now: datetime,
    key: str,
    subject: str = "",
    they_called: bool = True,
    needs_answer: bool = False,
    number: str = "",
) -> Conversation | None:
    """Keep what was said on the telephone, as it would be kept had it come by mail.

    `number` is where they called from, one of theirs; their first where it is not said. `key`
    makes a call noted twice (a double click) one. None where another process is filing it just
    now. Must not run inside a transaction. Raises NothingToSend.
    """
    text = clean_text(text).strip()
    if not text:
        raise NothingToSend
    links = person.contact_links.filter(contact_point__kind=ContactKind.PHONE).order_by("pk")
    numbers = links.values_list("contact_point__value", flat=True)
    entry = {
        "person": person.pk,
        "text": text,
        "subject": subject,
        "name": person.name if they_called else by.name,
        "phone": (number or next(iter(numbers), "")) if they_called else "",
    }
    external_id = f"{by.pk}:{key}"[:300]
    store_arrivals(
        source=DESK,
        arrivals=[
            Arrival(
                content=json.dumps(entry, ensure_ascii=False).encode(),
                external_id=external_id,
                channel=Channel.PHONE,
                is_outgoing=not they_called,
                is_live=True,
            )
        ],
        now=now,
    )
    receive_waiting(now=now)
    conversation = Conversation.objects.filter(
        messages__raw_item__source=DESK, messages__raw_item__external_id=external_id
    ).first()
    if conversation and they_called and not needs_answer:
        Conversation.objects.filter(pk=conversation.pk, state=ConversationState.TO_ANSWER).update(
            state=ConversationState.CLOSED
        )
    if conversation:
        record(actor=by, act="call_noted", obj=conversation, now=now)
    return conversation
