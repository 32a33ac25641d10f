"""What staff were told or handed: a call, a visit, a letter on paper with its scan."""

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from baraza.base.accounts.models import User
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.actions.intake import Arrival, store_arrivals, withdraw_raw
from baraza.base.channels.email.decode import clean_text
from baraza.base.channels.email.parse import attachment_content, parse_letter
from baraza.base.channels.models import Channel, RawItem
from baraza.base.people.actions.records import (
    Details,
    add_contact_point,
    add_person,
    contacts_of,
)
from baraza.base.people.models import ContactKind, Person
from baraza.dialogue.conversations.actions.answering import show_newest
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.actions.settling import settle
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.reading import DESK
from baraza.dialogue.inputs.actions import withdraw_inputs, withdraw_response

CHANNELS = (Channel.PHONE, Channel.WALK_IN, Channel.LETTER)
LONGEST_TEXT = 100_000
_LOCK = 0x656E_7472


class NothingSaid(ValueError):
    """No words and no scan."""


class NotFiledYet(Exception):
    """It is kept, but could not be filed at once; it waits where everything does that arrived."""


class CannotTakeBack(Exception):
    """Somebody has gone on with it, or it was no entry of ours."""


@dataclass(frozen=True, slots=True)
class EnteredFile:
    """A scan or a photo, looked through before."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """What was said, by whom, and what is to become of it.

    Whoever wants to stay anonymous is written down without anything that says who it was; of the
    moment only the day is kept. `answer` is what we said to them: with nothing left to do it is
    our answer, else what was promised, which is not for this package to remember.
    """

    channel: Channel
    text: str
    happened_at: datetime
    person: Person | None = None
    # Somebody we do not know, whoever else is reached at the same number.
    is_new_person: bool = False
    is_anonymous: bool = False
    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    language: str = ""
    topic: Topic | None = None
    conversation: Conversation | None = None
    subject: str = ""
    needs_answer: bool = True
    answer: str = ""
    # We called them: what was said is ours, and answers what waited in `conversation`.
    is_ours: bool = False
    files: Sequence[EnteredFile] = ()


def enter(*, entry: Entry, key: str, by: User, now: datetime) -> Message:
    """Keep it as it would be kept had it come by mail; raw first, filed at once.

    `key` makes what is saved twice one entry, whatever happened in between. Must not run inside a
    transaction: what is kept must be safe before it is filed. Raises NothingSaid, NotFiledYet.
    """
    if not clean_text(entry.text).strip() and not entry.files:
        raise NothingSaid
    numbers = [key, f"{key}:answer"]
    with transaction.atomic():
        _one_at_a_time(key)
        if not RawItem.objects.filter(source=DESK, external_id=key).exists():
            store_arrivals(source=DESK, arrivals=_arrivals(entry, key, by, now), now=now)
    raws = RawItem.objects.filter(source=DESK, external_id__in=numbers)
    receive_waiting(now=now, only=list(raws.values_list("pk", flat=True)))
    message = (
        Message.objects.filter(raw_item__source=DESK, raw_item__external_id=key)
        .select_related("conversation__person", "conversation__topic")
        .first()
    )
    if message is None:
        raise NotFiledYet
    _finish(entry, message, by, now)
    return message


@transaction.atomic
def take_back(*, message: Message, by: User) -> Entry:
    """It never was: the words are given back to be mended. A person made for it stays.

    Raises CannotTakeBack.
    """
    conversation = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("topic", "person")
        .get(pk=message.conversation_id)
    )
    raw = message.raw_item
    if raw is None or raw.source != DESK or raw.erased_at is not None:
        raise CannotTakeBack
    answer_key = f"{raw.external_id}:answer"
    ours = list(
        conversation.messages.filter(raw_item__source=DESK)
        .filter(raw_item__external_id__in=[raw.external_id, answer_key])
        .select_related("input", "response")
    )
    others = conversation.messages.exclude(pk__in=[one.pk for one in ours])
    if others.filter(pk__gt=message.pk).exists() or conversation.drafts.exists():
        raise CannotTakeBack
    entry = _read_back(raw, conversation)
    raw_ids = [one.raw_item_id for one in ours]
    for one in ours:
        response, said = one.response, one.input_id
        one.delete()
        if response is not None:
            withdraw_response(response=response)
        if said is not None:
            withdraw_inputs(inputs=[said])
    withdraw_raw(raw_ids=raw_ids)
    number = conversation.pk
    if others.exists():
        show_newest(conversation=conversation)
        settle(conversations={number})
    else:
        conversation.delete()
        conversation.pk = number
    record(actor=by, act="entry_taken_back", obj=conversation)
    return entry


def _one_at_a_time(key: str) -> None:
    """A double click's second request waits for the first, and then finds it done."""
    with connection.cursor() as cursor:
        number = zlib.crc32(f"{connection.schema_name}/{key}".encode()) - 2**31
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, number])


def _arrivals(entry: Entry, key: str, by: User, now: datetime) -> list[Arrival]:
    person = entry.person
    if person is None and not entry.is_anonymous:
        if entry.is_new_person:
            person = _new_person(entry, by, now)
        elif entry.is_ours:
            person = _called(entry, by, now)
    identifier = f"{key.replace(':', '.')}@desk.invalid"
    theirs = {
        "text": entry.text[:LONGEST_TEXT],
        "subject": entry.subject,
        "message_id": identifier,
        "spoken": entry.language,
        "topic": entry.topic.pk if entry.topic else None,
        "conversation": entry.conversation.pk if entry.conversation else None,
        "anonymous": entry.is_anonymous,
        "done": not entry.needs_answer and not entry.answer.strip(),
        "needs_answer": entry.needs_answer,
        "answer": entry.answer[:LONGEST_TEXT],
    }
    if not entry.is_anonymous:
        theirs |= {
            "person": person.pk if person else None,
            "name": by.name if entry.is_ours else entry.name or (person.name if person else ""),
            "phone": entry.phone or _number_of(person),
            "email": entry.email,
            "address": entry.address,
        }
    when = entry.happened_at
    if entry.is_anonymous:
        when = when.replace(hour=12, minute=0, second=0, microsecond=0)
    came = Arrival(
        content=_packed(theirs, entry.files),
        external_id=key,
        channel=entry.channel,
        is_outgoing=entry.is_ours,
        is_live=True,
        arrived_at=when,
    )
    if entry.needs_answer or not entry.answer.strip():
        return [came]
    ours = {
        "text": entry.answer[:LONGEST_TEXT],
        "subject": entry.subject,
        "message_id": f"answer.{identifier}",
        "in_reply_to": identifier,
        "spoken": entry.language,
        "conversation": theirs["conversation"],
        "person": theirs.get("person"),
        "name": by.name,
    }
    answered = Arrival(
        content=json.dumps(ours).encode(),
        external_id=f"{key}:answer",
        channel=entry.channel,
        is_outgoing=True,
        is_live=True,
        arrived_at=when,
    )
    return [came, answered]


def _called(entry: Entry, by: User, now: datetime) -> Person | None:
    """Whoever alone is reached there, or somebody new; who of several it was, a human is asked."""
    there = Q(pk__in=[])
    for kind, value in contacts_of(phone=entry.phone, email=entry.email):
        there |= Q(contact_points__kind=kind, contact_points__value=value)
    people = Person.objects.current().filter(there).distinct()[:2]
    if not people:
        return _new_person(entry, by, now)
    return people[0] if len(people) == 1 else None


def _new_person(entry: Entry, by: User, now: datetime) -> Person:
    contacts = contacts_of(phone=entry.phone, email=entry.email)
    return add_person(
        details=Details(
            name=entry.name or (contacts[0][1] if contacts else "?"),
            language=entry.language,
            address=entry.address,
        ),
        by=by,
        now=now,
        contacts=contacts,
    )


def _number_of(person: Person | None) -> str:
    if person is None:
        return ""
    numbers = person.contact_points.filter(kind=ContactKind.PHONE)
    return numbers.values_list("value", flat=True).first() or ""


def _packed(entry: dict[str, Any], files: Sequence[EnteredFile]) -> bytes:
    """JSON, or JSON that carries files as a letter does; see `reading`."""
    words = json.dumps(entry)
    if not files:
        return words.encode()
    packed = EmailMessage(policy=SMTP)
    packed.set_content(words, cte="base64")
    for file in files:
        main, _, sub = file.media_type.partition("/")
        packed.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return packed.as_bytes()


@transaction.atomic
def _finish(entry: Entry, message: Message, by: User, now: datetime) -> None:
    """Whatever follows from the entry, once."""
    conversation = message.conversation
    detail = {"message": message.pk, "channel": Channel(message.channel)}
    known = AuditEntry.objects.about(conversation).filter(act="entered", detail__message=message.pk)
    if known.exists():
        return
    if conversation.person and not entry.is_anonymous:
        reached = set(conversation.person.contact_points.values_list("kind", "value"))
        for kind, value in contacts_of(phone=entry.phone, email=entry.email):
            if (kind, value) not in reached:
                add_contact_point(person=conversation.person, kind=kind, value=value, by=by)
    record(actor=by, act="entered", obj=conversation, now=now, detail=detail)


def _read_back(raw: RawItem, conversation: Conversation) -> Entry:
    content = bytes(raw.content)
    files: list[EnteredFile] = []
    if content[:1] == b"{":
        kept = json.loads(content)
    else:
        letter = parse_letter(content)
        kept = json.loads(letter.text)
        files = [
            EnteredFile(one.filename, one.content_type, attachment_content(content, one.index))
            for one in letter.attachments
        ]
    went_into = kept.get("conversation")
    return Entry(
        channel=Channel(raw.channel),
        text=kept["text"],
        happened_at=raw.arrived_at,
        person=conversation.person,
        is_anonymous=bool(kept.get("anonymous")),
        name="" if raw.is_outgoing else kept.get("name") or "",
        is_ours=raw.is_outgoing,
        phone=kept.get("phone") or "",
        email=kept.get("email") or "",
        address=kept.get("address") or "",
        language=kept.get("spoken") or "",
        topic=conversation.topic,
        conversation=conversation if went_into == conversation.pk else None,
        subject=kept.get("subject") or "",
        needs_answer=bool(kept.get("needs_answer", True)),
        answer=kept.get("answer") or "",
        files=files,
    )
