"""The office takes the first step: it writes to somebody."""

from datetime import datetime

from django.db import transaction

from baraza.base.accounts.models import Circle, User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.channels.email.decode import one_line
from baraza.base.channels.models import Channel
from baraza.base.office.queries import needs_approval
from baraza.base.people.models import ContactKind, Person
from baraza.dialogue.conversations.actions.answering import LONGEST_SUBJECT, Words
from baraza.dialogue.conversations.actions.approving import ask
from baraza.dialogue.conversations.actions.reply import send
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationState,
    Message,
)
from baraza.dialogue.conversations.queries.writing import salutation, signature


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
    is_signed: bool = False,
) -> Message | Approval:
    """Write to somebody first, at one of their addresses or where they are usually reached; what
    they answer comes back into this conversation. With `is_signed` it ends as the author's do.

    It leaves ten seconds from now and can be taken back like any answer, or waits for approval
    where the author's answers need one. Raises NotToBeContacted, NoSubject, and what `reply`
    raises: NothingToSend, UnfilledFields, NobodyToAnswer.
    """
    conversation = open_thread(
        person=person, subject=subject, now=now, topic=topic, circle=circle, address=address
    )
    words = Words(
        text=text,
        subject=conversation.subject,
        salutation=salutation(conversation=conversation, author=author),
        signature=signature(conversation=conversation, author=author) if is_signed else "",
    )
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
    address: str = "",
) -> Conversation:
    """Where a first letter to somebody will stand: answer in it within the same transaction, by
    mail or on paper. `address` is the one of theirs it goes to, also when it is taken back, or
    waits for approval. Raises NotToBeContacted, NoSubject.
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
        written_to=person.contact_points.filter(kind=ContactKind.EMAIL, value=address).first(),
        started_at=now,
        last_message_at=now,
    )
