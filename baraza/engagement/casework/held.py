"""What is kept of cases: as a person may have it, how it is forgotten, how long it is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db.models import DurationField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.translation import gettext, gettext_lazy

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, RawItem
from baraza.base.people.models import LegalHold, Person
from baraza.base.people.registry import (
    Counts,
    Entry,
    HeldFile,
    Holding,
    Kind,
    protect,
    register_holding,
    register_kind,
)
from baraza.dialogue.conversations.models import Conversation, ConversationHold, Message
from baraza.engagement.casework.actions import emptying
from baraza.engagement.casework.models import (
    Case,
    CaseConversation,
    CaseFile,
    CaseHold,
    CaseState,
    Inquiry,
    Intake,
    ProgrammeNotice,
)

FORMS_COME_BACK = timedelta(days=365)


def export(person: Person, user: User) -> Iterator[Entry]:
    """Each case with everything in it: what they told, what was done, and what staff noted."""
    visible = Case.objects.visible_to(user).filter(erased_at__isnull=True)
    about = visible.filter(person=person) | visible.filter(person__isnull=True, asked_by=person)
    for case in about.select_related("kind", "organisation", "area").order_by("opened_at", "pk"):
        yield from _case(case)
    for case in visible.filter(asked_by=person).exclude(person__isnull=True).order_by("opened_at"):
        yield Entry(
            title=gettext("You asked for somebody else (%(code)s)") % {"code": case.code},
            happened_at=case.opened_at,
            facts={gettext("As"): case.get_behalf_display()},
        )
    for intake in Intake.objects.filter(person=person, case__isnull=True, author=user):
        yield Entry(title=gettext("A case that was begun"), happened_at=intake.saved_at)
    for notice in ProgrammeNotice.objects.filter(person=person).select_related("programme"):
        yield Entry(
            title=gettext("Told of support: %(name)s") % {"name": notice.programme.name},
            happened_at=notice.told_at,
        )


def _case(case: Case) -> Iterator[Entry]:
    code = {gettext("Case"): case.code}
    told = case.told
    facts = code | {
        gettext("Kind"): case.kind.said("name"),
        gettext("State"): case.get_state_display(),
        gettext("Urgency"): f"{case.get_urgency_display()} {case.urgency_reason}".strip(),
    }
    if case.area:
        facts[gettext("Place")] = case.area.name
    if case.organisation:
        facts[gettext("Authority")] = case.organisation.name
    if case.outcome:
        facts[gettext("Outcome")] = case.get_outcome_display()
    for answer in case.answers.select_related("field"):
        facts[answer.field.said("label")] = answer.words
    yield Entry(
        title=case.title,
        happened_at=case.opened_at,
        facts={name: value for name, value in facts.items() if value},
        text="\n\n".join(filter(None, [*told, case.changed])),
        files=[
            HeldFile(file.name, partial(_content, file.pk)) for file in case.files.defer("content")
        ],
    )
    yield from _work(case, code)


def _work(case: Case, code: Mapping[str, str]) -> Iterator[Entry]:
    for one in case.authorisations.all():
        yield Entry(
            title=gettext("You allowed us to ask"),
            happened_at=one.recorded_at,
            facts={
                **code,
                gettext("How"): one.get_proof_display(),
                gettext("Given on"): one.given_date.isoformat(),
                gettext("Valid until"): one.expires_date.isoformat() if one.expires_date else "",
            },
            text=one.matter,
        )
    for one in case.decisions.all():
        yield Entry(
            title=gettext("Decision"),
            happened_at=one.made_at,
            facts={**code, gettext("How we go about it"): one.get_way_display()},
            text=one.reason,
        )
    for inquiry in case.inquiries.select_related("organisation").prefetch_related("log"):
        facts = {
            **code,
            gettext("Asked"): inquiry.organisation.name,
            gettext("Reference"): inquiry.reference,
            gettext("State"): inquiry.get_state_display(),
        }
        yield Entry(title=inquiry.subject, happened_at=inquiry.asked_at, facts=facts)
        yield from _letters(inquiry, facts)
        for line in inquiry.log.all():
            yield Entry(
                title=line.get_channel_display(),
                happened_at=line.happened_at,
                facts=facts | {gettext("With"): line.with_whom},
                text=line.text,
            )
    for update in case.updates.all():
        yield Entry(
            title=gettext("What we told you"),
            happened_at=update.given_at,
            facts={**code, gettext("Channel"): update.get_channel_display()},
            text=update.text,
        )
    for note in case.notes.order_by("written_at", "pk"):
        yield Entry(title=gettext("Note"), happened_at=note.written_at, facts=code, text=note.words)
    for step in case.steps.filter(done_at__isnull=False):
        yield Entry(title=gettext("Step"), happened_at=step.done_at, facts=code, text=step.words)
    feedback = getattr(case, "feedback", None)
    if feedback is not None and feedback.answered_at:
        yield Entry(
            title=gettext("How content you were"),
            happened_at=feedback.answered_at,
            facts={**code, gettext("From 1 to 5"): str(feedback.content)},
            text=feedback.text,
        )


def _letters(inquiry: Inquiry, facts: Mapping[str, str]) -> Iterator[Entry]:
    if inquiry.conversation_id is None:
        return
    letters = Message.objects.filter(conversation=inquiry.conversation_id, erased_at__isnull=True)
    for letter in letters.order_by("happened_at", "pk").iterator(chunk_size=100):
        yield Entry(
            title=letter.subject,
            happened_at=letter.happened_at,
            facts={**facts, gettext("Direction"): letter.get_direction_display()},
            text="\n\n".join(filter(None, (letter.said, letter.quoted))),
        )


def _content(file_id: int) -> bytes:
    return bytes(CaseFile.objects.get(pk=file_id).content)


def hidden(person: Person, user: User) -> int:
    """Cases within other circles, and what colleagues have begun and not finished."""
    rows = Case.objects.filter(Q(person=person) | Q(asked_by=person), erased_at__isnull=True)
    begun = Intake.objects.filter(person=person, case__isnull=True).exclude(author=user)
    seen = rows.filter(pk__in=Case.objects.visible_to(user).values("pk"))
    return rows.count() - seen.count() + begun.count()


def erase(person: Person, now: datetime) -> Counts:
    """Every case about them, with what agencies wrote of it."""
    return emptying.forget_person(person=person, now=now)


def obstacles(person: Person, now: datetime) -> list[str]:
    """Holds on cases about them; not why, which may be for a circle only."""
    held = CaseHold.objects.in_force(now).filter(
        Q(case__person=person) | Q(case__person__isnull=True, case__asked_by=person)
    )
    return [gettext("A case of theirs is under a legal hold.")] if held.exists() else []


def _held(now: datetime) -> QuerySet[Case]:
    """Cases that a hold, their own, a person's or a conversation's, keeps whole."""
    people = LegalHold.objects.in_force(now).values("person")
    conversations = ConversationHold.objects.in_force(now).values("conversation")
    letters = CaseConversation.objects.filter(conversation__in=conversations).values("case")
    asked = Inquiry.objects.filter(conversation__in=conversations).values("case")
    return Case.objects.filter(
        Q(pk__in=CaseHold.objects.in_force(now).values("case"))
        | Q(person__in=people)
        | Q(asked_by__in=people)
        | Q(pk__in=letters)
        | Q(pk__in=asked)
    )


def _old(before: datetime, now: datetime) -> QuerySet[Case]:
    """Both times must have run out: the office's, and that of the kind of case."""
    own_time = ExpressionWrapper(
        F("kind__keep_days") * Value(timedelta(days=1)), output_field=DurationField()
    )
    return (
        Case.objects.filter(state=CaseState.CLOSED, closed_at__lt=before, erased_at__isnull=True)
        .filter(closed_at__lt=Value(now) - own_time)
        .exclude(pk__in=_held(now).values("pk"))
    )


def _empty(ids: Sequence[int], now: datetime) -> Counts:
    return emptying.empty_cases(cases=ids, now=now)


def _old_intakes(before: datetime, now: datetime) -> QuerySet[Intake]:
    held = LegalHold.objects.in_force(now).values("person")
    # A form on paper may come back for a year: nothing of anybody is in it until then.
    is_out = Q(printed_at=F("saved_at"), printed_at__gte=now - FORMS_COME_BACK)
    return (
        Intake.objects.filter(case__isnull=True, saved_at__lt=before)
        .exclude(is_out)
        .exclude(person__in=held, person__isnull=False)
    )


def _throw_away(ids: Sequence[int], now: datetime) -> Counts:
    return {"case_intakes": emptying.empty_intakes(intakes=ids)}


def _threads(now: datetime) -> QuerySet:
    """A case is kept whole: its letters live as long as it does."""
    whole = Case.objects.filter(erased_at__isnull=True).values("pk")
    theirs = CaseConversation.objects.filter(case__in=whole).values("conversation")
    agencies = Inquiry.objects.filter(case__in=whole, conversation__isnull=False)
    # What was joined to another conversation stands there now.
    joined = CaseConversation.objects.filter(
        case__in=whole, conversation__merged_into__isnull=False
    ).values("conversation__merged_into")
    return Conversation.objects.filter(
        Q(pk__in=theirs) | Q(pk__in=joined) | Q(pk__in=agencies.values("conversation"))
    ).values("pk")


def _parts(field: str, now: datetime) -> QuerySet:
    rows = Message.objects.filter(conversation__in=_threads(now), **{f"{field}__isnull": False})
    return rows.values(field)


register_holding(
    Holding(
        name="casework",
        label=gettext_lazy("Cases"),
        export=export,
        erase=erase,
        hidden=hidden,
        obstacles=obstacles,
    )
)
for kind in (
    Kind(
        "cases",
        gettext_lazy("Closed cases, at the earliest: each kind of case has its own time"),
        365,
        _old,
        _empty,
    ),
    Kind(
        "case_intakes",
        gettext_lazy("Cases begun that nobody finishes"),
        30,
        _old_intakes,
        _throw_away,
    ),
):
    register_kind(kind)
protect(Conversation, _threads)
protect(RawItem, partial(_parts, "raw_item"))
protect(OutgoingItem, partial(_parts, "outgoing"))
