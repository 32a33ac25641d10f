"""One case with all that hangs on it, fit for JSON and for paper.

The form is documented in docs/administrators/cases.md: what is in it changes only with `VERSION`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import QuerySet

from baraza.base.accounts.models import User
from baraza.base.office.queries import profile
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.engagement.casework.models import Case, CaseFile, Inquiry
from baraza.engagement.casework.queries.timeline import letters_of

FORMAT = "baraza-case"
VERSION = 1
Record = dict[str, Any]


def whole_case(*, case: Case, user: User, now: datetime, is_complete: bool) -> Record:
    """Everything of the case that `user` may see, without the files' content.

    Complete, with what staff noted, learnt and reasoned, and who did what: for a court or another
    office. Else as the constituent may have it. Some fifteen queries.
    """
    record: Record = {
        "format": FORMAT,
        "version": VERSION,
        "complete": is_complete,
        "exported_at": now,
        "office": profile().name,
        "case": _case(case, is_complete),
        "authorisations": [
            {
                "proof": one.proof,
                "matter": one.matter,
                "organisations": [each.organisation.name for each in one.agencies.all()],
                "witness": one.witness,
                "given": one.given_date,
                "expires": one.expires_date,
                "withdrawn_at": one.withdrawn_at,
                "file": one.file.name if one.file else "",
            }
            for one in case.authorisations.select_related("file").prefetch_related(
                "agencies__organisation"
            )
        ],
        "decisions": [
            {
                "way": one.way,
                "ground": one.ground,
                "organisation": one.organisation.name if one.organisation else "",
                "made_at": one.made_at,
                **({"reason": one.reason, "by": _name(one.made_by)} if is_complete else {}),
            }
            for one in case.decisions.select_related("organisation", "made_by")
        ],
        "inquiries": _inquiries(case, is_complete),
        "letters": _letters(letters_of(case=case, user=user)),
        "updates": [
            {
                "given_at": one.given_at,
                "channel": one.channel,
                "language": one.language,
                "text": one.text,
                **({"by": _name(one.given_by)} if is_complete else {}),
            }
            for one in case.updates.select_related("given_by").order_by("given_at", "pk")
        ],
        "files": [
            {"name": file.name, "media_type": file.media_type, "size": file.size}
            for file in _files(case)
        ],
    }
    if is_complete:
        record["steps"] = [
            {"words": one.words, "due": one.due_date, "done_at": one.done_at}
            for one in case.steps.all()
        ]
        record["notes"] = [
            {"written_at": one.written_at, "by": _name(one.written_by), "text": one.words}
            for one in case.notes.select_related("written_by").order_by("written_at", "pk")
        ]
    return record


def as_json(*, case: Case, record: Record) -> Iterator[str]:
    """The record with its files, base64 and their SHA-256, one file in memory at a time."""
    whole = {name: value for name, value in record.items() if name != "files"}
    yield _dumped(whole)[:-1] + ', "files": ['
    for number, file in enumerate(_files(case)):
        content = bytes(CaseFile.objects.get(pk=file.pk).content)
        kept = {
            "name": file.name,
            "media_type": file.media_type,
            "size": file.size,
            "sha256": hashlib.sha256(content).hexdigest(),
            "content": base64.b64encode(content).decode("ascii"),
        }
        yield (", " if number else "") + _dumped(kept)
    yield "]}\n"


def _dumped(value: Record) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def _files(case: Case) -> QuerySet[CaseFile]:
    return case.files.defer("content").order_by("added_at", "pk")


def _case(case: Case, is_complete: bool) -> Record:
    told = case.told
    record: Record = {
        "code": case.code,
        "kind": case.kind.name,
        "title": case.title,
        "state": case.state,
        "urgency": case.urgency,
        "channel": case.channel,
        "language": case.language,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "outcome": case.outcome if case.closed_at else "",
        "person": _person(case.person),
        "asked_by": _person(case.asked_by),
        "behalf": case.behalf,
        "place": case.area.name if case.area else "",
        "authority": case.organisation.name if case.organisation else "",
        "story": told.story,
        "tried": told.tried,
        "wanted": told.wanted,
        "answers": [
            {"question": one.field.label, "answer": one.words}
            for one in case.answers.select_related("field")
        ],
        "changed": case.changed,
    }
    if is_complete:
        feedback = getattr(case, "feedback", None)
        record |= {
            "urgency_reason": case.urgency_reason,
            "stuck_because": case.stuck_because,
            "learnt": case.learnt,
            "opened_by": _name(case.opened_by),
            "worker": _name(case.assigned_to),
            "closed_by": _name(case.closed_by),
            "content": feedback.content if feedback else None,
            "content_text": feedback.text if feedback else "",
            "pattern": case.pattern.name if case.pattern else "",
        }
    return record


def _person(person: Person | None) -> Record | None:
    if person is None:
        return None
    return {
        "name": person.name,
        "birth_year": person.birth_year,
        "language": person.language,
        "address": person.address,
        "contacts": [
            {"kind": one.kind, "value": one.value}
            for one in person.contact_points.order_by("kind", "pk")
        ],
    }


def _inquiries(case: Case, is_complete: bool) -> list[Record]:
    rows = case.inquiries.select_related("organisation", "asked_by").prefetch_related(
        "log__written_by"
    )
    inquiries = list(rows.order_by("asked_at", "pk"))
    threads = [one.conversation_id for one in inquiries if one.conversation_id]
    letters: dict[int, list[Record]] = {}
    for letter in _messages(threads):
        letters.setdefault(letter.conversation_id, []).append(_letter(letter))
    return [
        _inquiry(one, letters.get(one.conversation_id or 0, []), is_complete) for one in inquiries
    ]


def _inquiry(one: Inquiry, letters: list[Record], is_complete: bool) -> Record:
    return {
        "organisation": one.organisation.name,
        "subject": one.subject,
        "reference": one.reference,
        "state": one.state,
        "asked_at": one.asked_at,
        "expected": one.expected_date,
        "chases": one.chases,
        "answered_at": one.answered_at,
        "ended_at": one.ended_at,
        "letters": letters,
        "log": [
            {
                "happened_at": line.happened_at,
                "channel": line.channel,
                "from_them": line.is_theirs,
                "with": line.with_whom,
                "text": line.text,
                **({"by": _name(line.written_by)} if is_complete else {}),
            }
            for line in one.log.all()
        ],
        **({"by": _name(one.asked_by)} if is_complete else {}),
    }


def _letters(conversations: list[Conversation]) -> list[Record]:
    return [_letter(one) for one in _messages([each.pk for each in conversations])]


def _messages(conversations: list[int]) -> QuerySet[Message]:
    rows = Message.objects.filter(conversation__in=conversations, erased_at__isnull=True)
    return rows.prefetch_related("attachments").order_by("happened_at", "pk")


def _letter(message: Message) -> Record:
    return {
        "direction": message.direction,
        "channel": message.channel,
        "happened_at": message.happened_at,
        "from": " ".join(filter(None, [message.author_name, message.author_address])),
        "subject": message.subject,
        "text": message.said,
        "attachments": [
            {"name": one.filename, "media_type": one.content_type, "size": one.size}
            for one in message.attachments.all()
        ],
    }


def _name(user: User | None) -> str:
    return user.name if user else ""
