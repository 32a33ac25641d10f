"""A case is opened, whatever it comes from; and taken back where that was a mistake."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import translation

from baraza.base.accounts.models import User
from baraza.base.accounts.rules import Permission, may
from baraza.base.agenda.models import Topic
from baraza.base.audit.actions import record
from baraza.base.channels.models import Channel
from baraza.base.office.queries import profile, working_days
from baraza.base.office.working_days import WorkingDays
from baraza.base.people.models import Organisation, Person
from baraza.base.places.models import Area
from baraza.common.paper.codes import new_code
from baraza.dialogue.conversations.actions.entering import EnteredFile
from baraza.dialogue.conversations.models import Assignment, Conversation, Direction
from baraza.dialogue.inputs.actions import Said, record_inputs
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.search import search_vector
from baraza.engagement.casework.models import (
    Case,
    CaseAnswer,
    CaseConversation,
    CaseField,
    CaseFile,
    CaseKind,
    CaseNote,
    CaseState,
    CaseStep,
    Told,
    UpdatePolicy,
    Urgency,
)

LONGEST_TITLE = 200
# Where the office has no policy: the constituent hears from us every so many working days.
USUAL_UPDATE_DAYS = {Urgency.NOW: 2, Urgency.SOON: 5, Urgency.NORMAL: 10, Urgency.CAN_WAIT: 20}


class AlreadyACase(Exception):
    """These letters belong to a case; `case` is which."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.pk)
        self.case = case


@transaction.atomic
def open_case(
    *,
    kind: CaseKind,
    title: str,
    channel: Channel,
    now: datetime,
    by: User | None = None,
    person: Person | None = None,
    asked_by: Person | None = None,
    behalf: str = "",
    story: str = "",
    tried: str = "",
    wanted: str = "",
    answers: Mapping[int, str] | None = None,
    urgency: Urgency = Urgency.NORMAL,
    urgency_reason: str = "",
    topic: Topic | None = None,
    area: Area | None = None,
    organisation: Organisation | None = None,
    language: str = "",
    conversation: Conversation | None = None,
    circle_id: int | None = None,
    files: Sequence[EnteredFile] = (),
    code: str = "",
) -> Case:
    """A new case, to be decided. `answers` maps questions of the kind (their ids) to words.

    What was said is counted once: with letters behind it their own input stands for the case,
    without any an input is recorded. Whatever `asked_by` says, the case is about `person`. The
    words of a sensitive kind are kept encrypted, and found by no search. `code` is a new one
    unless given. Whoever opens it works on it, if they work on cases at all.

    Raises AlreadyACase.
    """
    conversation = _locked(conversation)
    if asked_by is not None and person is not None and asked_by.pk == person.pk:
        asked_by, behalf = None, ""
    if conversation is not None:
        topic = topic or conversation.topic
        circle_id = circle_id or conversation.circle_id
    language = language or (person.language if person else "")
    told = Told(story=story.strip(), tried=tried.strip(), wanted=wanted.strip())
    days = working_days()
    update_days = _update_days(urgency)
    worker = by if by and may(by, Permission.MANAGE_CASES) else None
    case = Case(
        code=code or new_code(),
        kind=kind,
        title=_title(title, kind, told),
        person=person,
        asked_by=asked_by,
        behalf=behalf,
        urgency=urgency,
        urgency_reason=urgency_reason.strip()[:300],
        topic=topic or kind.topic,
        area=area or (person.area if person else None),
        organisation=organisation,
        language=language,
        channel=channel,
        state=CaseState.NEW,
        assigned_to=worker,
        assigned_because=str(Assignment.BY_HAND) if worker else "",
        opened_at=now,
        opened_by=by,
        touched_at=now,
        next_update_date=days.after(days.day_of(now), update_days),
        update_days=update_days,
        circle_id=circle_id,
    )
    case.tell(told, is_secret=kind.is_sensitive)
    case.input = _input_of(case, conversation, now)
    plain = _with_answers(case, answers or {})
    case.search = searched(case, plain)
    case.save()
    CaseAnswer.objects.bulk_create(_answers(case, answers or {}))
    _add_steps(case, days, now)
    CaseFile.objects.bulk_create([_file(case, file, by, now) for file in files])
    if conversation is not None:
        CaseConversation.objects.create(case=case, conversation=conversation, added_at=now)
    record(actor=by, act="case_opened", obj=case, now=now, detail={"kind": kind.pk})
    return case


def searched(case: Case, further: str = "") -> object:
    """What search finds a case by; `further` is whatever else was told and is no secret."""
    told = Told() if case.secret else Told(story=case.story, tried=case.tried, wanted=case.wanted)
    words = "\n".join(filter(None, [case.code, case.title, *told, further]))
    return search_vector(text=words, language=case.language)


def search_again(*cases: Case) -> None:
    """After notes came or went: they are found by what colleagues wrote in them, too. What is
    encrypted stays out of it. Three queries."""
    plain: dict[int, list[str]] = defaultdict(list)
    for model in (CaseAnswer, CaseNote):
        rows = model.objects.filter(case__in=cases).exclude(text="").order_by("pk")
        for pk, text in rows.values_list("case_id", "text"):
            plain[pk].append(text)
    for case in cases:
        case.search = searched(case, "\n".join(plain[case.pk]))
    Case.objects.bulk_update(cases, ["search"])


def _locked(conversation: Conversation | None) -> Conversation | None:
    """Two who open a case of the same letters at once open one."""
    if conversation is None:
        return None
    found = (
        Conversation.objects.select_for_update(of=("self",))
        .select_related("topic")
        .get(pk=conversation.pk)
    )
    former = CaseConversation.objects.filter(conversation=found).select_related("case").first()
    if former is not None:
        raise AlreadyACase(former.case)
    return found


def _title(given: str, kind: CaseKind, told: Told) -> str:
    """In a line: as given, else how the story begins; of what is sensitive only the kind."""
    title = " ".join(given.split())
    if not title and not kind.is_sensitive:
        title = " ".join((told.story or told.wanted).split()).partition(". ")[0]
    title = title or str(kind)
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1]}…"


def _update_days(urgency: Urgency) -> int:
    policy = UpdatePolicy.objects.filter(pk=urgency).first()
    return policy.update_days if policy else USUAL_UPDATE_DAYS[Urgency(urgency)]


def _input_of(case: Case, conversation: Conversation | None, now: datetime) -> Input:
    """What was said: the last letter's own input, or one that is recorded now."""
    if conversation is not None:
        letter = (
            conversation.messages.filter(direction=Direction.INCOMING, input__isnull=False)
            .select_related("input")
            .order_by("-happened_at", "-pk")
            .first()
        )
        if letter is not None:
            return letter.input
    said_by = case.asked_by or case.person
    said = Said(
        received_at=now,
        channel=Channel(case.channel),
        # Inputs are not encrypted: of a sensitive case only what it is about is kept there.
        text="" if case.secret else case.story or case.wanted or case.title,
        language=case.language,
        context=case.title,
        person_id=said_by.pk if said_by else None,
        topic_id=case.topic.pk if case.topic else None,
        circle_id=case.circle_id,
    )
    return record_inputs(said=[said])[0]


def _with_answers(case: Case, answers: Mapping[int, str]) -> str:
    """The words of answers that may be searched."""
    if case.kind.is_sensitive:
        return ""
    return "\n".join(
        field.answer_in(answers[field.pk], case.language)
        for field in case.kind.fields.all()
        if answers.get(field.pk) and not field.is_sensitive
    )


def _answers(case: Case, answers: Mapping[int, str]) -> list[CaseAnswer]:
    given = []
    for field in CaseField.objects.filter(kind=case.kind):
        words = answers.get(field.pk, "").strip()
        if words:
            is_secret = field.is_sensitive or case.kind.is_sensitive
            place = {"secret": words} if is_secret else {"text": words}
            given.append(CaseAnswer(case=case, field=field, **place))
    return given


def _add_steps(case: Case, days: WorkingDays, now: datetime) -> None:
    """What is usually done, in the office's own language: colleagues of any language read it."""
    today = days.day_of(now)
    with translation.override(profile().default_language):
        CaseStep.objects.bulk_create(
            [
                CaseStep(
                    case=case,
                    words=str(step)[:200],
                    due_date=None if step.days is None else days.after(today, step.days),
                    position=position,
                )
                for position, step in enumerate(case.kind.steps.all())
            ]
        )


def _file(case: Case, file: EnteredFile, by: User | None, now: datetime) -> CaseFile:
    return CaseFile(
        case=case,
        name=file.name[:200],
        media_type=file.media_type,
        size=len(file.content),
        content=file.content,
        added_by=by,
        added_at=now,
    )
