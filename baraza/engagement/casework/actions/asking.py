"""Asked for help on the website: sent once, and opened as one case."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.translation import gettext as _

from baraza.base.channels.actions.intake import Arrival, store_arrivals
from baraza.base.channels.models import Channel, RawItem, RawState
from baraza.base.office.queries import profile, working_days
from baraza.base.people.actions.records import (
    Details,
    NotAContactPoint,
    add_contact_point,
    add_person,
    change_person,
    normal_contact,
)
from baraza.base.people.models import ContactKind, Person
from baraza.common.jobs import enqueue
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.reading import HELP
from baraza.engagement.casework.actions.assigning import share_out
from baraza.engagement.casework.actions.authorising import (
    withdraw_asking_us,
    withdraw_authorisation,
)
from baraza.engagement.casework.actions.closing import reopen_answered
from baraza.engagement.casework.actions.opening import AlreadyACase, open_case
from baraza.engagement.casework.asked import Asked, year_in
from baraza.engagement.casework.models import Case, CaseConversation, Intake

FILE = "casework.file_asked"
# What was sent and could not be joined to its case for so long never will be.
LOOKS_BACK = timedelta(days=7)


@transaction.atomic
def send_asking(*, intake: Intake, now: datetime) -> None:
    """Done: kept as it came, once, however often it is sent; a worker opens the case.

    The words of a sensitive kind stay in the encrypted form alone.
    """
    intake = Intake.objects.select_for_update(of=("self",)).select_related("kind").get(pk=intake.pk)
    if intake.finished_at is not None or intake.kind is None:
        return
    asked = Asked.kept_in(intake)
    letter = {
        "text": asked.letter(intake.kind, intake.code),
        "subject": f"{_('Help')} {intake.code}" if intake.kind.is_sensitive else str(intake.kind),
        "name": asked.of("name"),
        "email": asked.of("email"),
        "phone": asked.of("phone"),
        "address": asked.of("address"),
        "language": intake.language,
        "code": intake.code,
    }
    Intake.objects.filter(pk=intake.pk).update(finished_at=now, saved_at=now)
    _store(letter, number=intake.code, now=now)


@transaction.atomic
def write_more(*, case: Case, text: str, key: str, now: datetime) -> None:
    """Whoever asked adds something; `key` makes what is sent twice one letter."""
    writer = case.asked_by or case.person
    thread = (
        Conversation.objects.filter(
            pk__in=case.conversations.values("conversation"), merged_into__isnull=True
        )
        .order_by("-last_message_at")
        .first()
    )
    letter = {
        "text": text,
        "subject": f"{_('Help')} {case.code}",
        "name": writer.name if writer else "",
        "person": writer.pk if writer else None,
        "conversation": thread.pk if thread else None,
        "language": translation.get_language(),
    }
    _store(letter, number=f"{case.code}:{key}"[:200], now=now)


@transaction.atomic
def ask_nobody(*, case: Case, now: datetime) -> None:
    """They want nobody outside asked any more: whatever waits to leave is held back at once."""
    with translation.override(profile().default_language):
        because = _("They said so on the website.")
    given = list(case.authorisations.filter(withdrawn_at__isnull=True))
    for authorisation in given:
        withdraw_authorisation(authorisation=authorisation, by=None, now=now, because=because)
    if not given and not case.authorisations.exists():
        withdraw_asking_us(case_id=case.pk, by=None, now=now, because=because)


def file_asked(*, now: datetime) -> int:
    """Whatever was sent on the website becomes its case, or joins it; returns how many cases were
    opened. Run again, it does nothing twice. Must not run inside a transaction.
    """
    arrived = RawItem.objects.filter(source=HELP)
    waiting = list(arrived.filter(state=RawState.WAITING).values_list("pk", flat=True))
    if waiting:
        receive_waiting(now=now, only=waiting)
    sent = Intake.objects.filter(
        author__isnull=True, finished_at__gt=now - LOOKS_BACK, case__isnull=True
    )
    numbers = list(sent.order_by("pk").values_list("pk", flat=True))
    opened = sum(_open(intake_id, now) for intake_id in numbers)
    _join(now)
    return opened


@transaction.atomic
def _open(intake_id: int, now: datetime) -> bool:
    """Whether a case was opened of it: not where another worker did, or it is not filed yet."""
    intake = (
        Intake.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("kind")
        .filter(pk=intake_id, case__isnull=True)
        .first()
    )
    asked = Asked.kept_in(intake)
    if intake is None or intake.kind is None or asked.is_opened:
        return False
    raw = RawItem.objects.filter(source=HELP, external_id=intake.code).only("state").first()
    if raw is None or raw.state == RawState.WAITING:
        return False
    letter = Message.objects.filter(raw_item=raw).select_related("conversation__person").first()
    conversation = letter.conversation if letter else None
    writer = conversation.person if conversation else None
    if writer is not None and writer.added_at >= intake.finished_at:
        _complete(writer, asked)
    try:
        case = _case_of(intake, asked, writer, conversation, now)
    except AlreadyACase as known:
        case = known.case
    if case.assigned_to_id is None:
        # As letters are: to whoever knows the matter and is here, then to who has least.
        share_out(case_ids=[case.pk], by=None, day=working_days().day_of(now), now=now)
    intake.files.all().delete()
    intake.typed = json.dumps(asked.kept())
    intake.case, intake.conversation, intake.person = case, conversation, case.person
    intake.save(update_fields=["typed", "case", "conversation", "person"])
    return True


def _case_of(
    intake: Intake,
    asked: Asked,
    writer: Person | None,
    conversation: Conversation | None,
    now: datetime,
) -> Case:
    person, asked_by = writer, None
    if asked.is_for_another:
        person, asked_by = _another(asked, intake.language, now), writer
    # What staff read of it is in the language of the office.
    with translation.override(profile().default_language):
        return open_case(
            kind=intake.kind,
            title="",
            channel=Channel.FORM,
            now=now,
            person=person,
            asked_by=asked_by,
            behalf=asked.behalf if asked.is_for_another else "",
            story=asked.of("story"),
            tried=asked.of("tried"),
            wanted=asked.of("wanted"),
            answers=asked.answers(intake.kind),
            urgency=asked.haste.urgency,
            urgency_reason=_(asked.haste.reason) if asked.haste.reason else "",
            language=intake.language,
            conversation=conversation,
            files=[
                EnteredFile(file.name, file.media_type, bytes(file.content))
                for file in intake.files.all()
            ],
            code=intake.code,
        )


@transaction.atomic
def _join(now: datetime) -> None:
    """What somebody added on the status page stands in their case, whatever thread it began; a
    case that was closed is open again.
    """
    linked = CaseConversation.objects.filter(conversation=OuterRef("conversation"))
    added = Message.objects.filter(
        raw_item__source=HELP,
        raw_item__external_id__contains=":",
        raw_item__arrived_at__gt=now - LOOKS_BACK,
    ).exclude(Exists(linked))
    joined = []
    for conversation_id, number in added.values_list("conversation", "raw_item__external_id"):
        case = Case.objects.filter(code=number.partition(":")[0], erased_at__isnull=True).first()
        if case is not None:
            CaseConversation.objects.get_or_create(
                conversation_id=conversation_id, defaults={"case": case, "added_at": now}
            )
            joined.append(conversation_id)
    if joined:
        reopen_answered(conversations=joined, now=now)


def _store(letter: Mapping[str, object], *, number: str, now: datetime) -> None:
    content = json.dumps(letter, ensure_ascii=False, sort_keys=True).encode()
    arrival = Arrival(content=content, external_id=number, channel=Channel.FORM, is_live=True)
    store_arrivals(source=HELP, arrivals=[arrival], now=now)
    enqueue(FILE)


def _complete(person: Person, asked: Asked) -> None:
    """Of somebody nobody knew before: a form must not change what is known of others."""
    known = {}
    for field in fields(Details):
        value = getattr(person, field.name)
        known[field.name] = tuple(value) if isinstance(value, list) else value
    known["birth_year"] = year_in(asked.of("birth_year")) or person.birth_year
    change_person(person=person, details=Details(**known), by=None)
    try:
        number = normal_contact(kind=ContactKind.PHONE, value=asked.of("phone"))
    except NotAContactPoint:
        return
    if not person.contact_points.filter(kind=ContactKind.PHONE, value=number).exists():
        add_contact_point(person=person, kind=ContactKind.PHONE, value=number, by=None)


def _another(asked: Asked, language: str, now: datetime) -> Person:
    """Whom it is about, where somebody else asks: never taken for anybody known by a name."""
    details = Details(
        name=asked.of("their_name") or _("Not named"),
        language=language,
        birth_year=year_in(asked.of("their_birth_year")),
    )
    return add_person(details=details, by=None, now=now)
