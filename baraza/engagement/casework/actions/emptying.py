"""Take words away: of old cases by rule, of one person because they ask, of what nobody ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q

from baraza.base.people.models import ImportState, Person
from baraza.dialogue.conversations.actions.emptying import empty_conversations
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.inputs.actions import empty_inputs
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseAnswer,
    CaseConversation,
    CaseFile,
    CaseImport,
    CaseLink,
    CaseNote,
    CasePromise,
    CaseState,
    CaseStep,
    CaseUpdate,
    Decision,
    Feedback,
    Inquiry,
    InquiryLog,
    InquiryState,
    Intake,
    Outcome,
    ProgrammeNotice,
)

WORDLESS = {
    "title": "", "story": "", "tried": "", "wanted": "", "secret": "", "urgency_reason": "",
    "stuck_because": "", "changed": "", "learnt": "", "person": None, "asked_by": None,
    "behalf": "", "input": None, "search": None, "next_update_date": None,
}  # fmt: skip
# What somebody began to tell on the website and never sent is forgotten after so long, as it says.
UNSENT = timedelta(days=30)


@transaction.atomic
def empty_cases(*, cases: Sequence[int], now: datetime) -> Mapping[str, int]:
    """Every word and every name goes, with files, proofs and what agencies wrote; of what kind it
    was, where, how long it took and what came of it stays. Some twenty queries.

    Letters with the constituent go by the rule of letters.
    """
    rows = Case.objects.filter(pk__in=cases, erased_at__isnull=True)
    inquiries = Inquiry.objects.filter(case__in=cases)
    threads = list(inquiries.exclude(conversation=None).values_list("conversation", flat=True))
    said = set(rows.exclude(input=None).values_list("input", flat=True))
    said -= set(Message.objects.filter(input__in=said).values_list("input", flat=True))
    counts = {
        "agency_letters": empty_conversations(conversations=threads, now=now)["letters"],
        "case_files": CaseFile.objects.filter(case__in=cases).count(),
        "case_notes": CaseNote.objects.filter(case__in=cases).count(),
    }
    # A proof points at its file.
    Authorisation.objects.filter(case__in=cases).delete()
    hanging = (
        CaseFile, CaseNote, CaseAnswer, CaseStep, CaseUpdate, CasePromise, CaseConversation, Intake,
    )  # fmt: skip
    for model in hanging:
        model.objects.filter(case__in=cases).delete()
    InquiryLog.objects.filter(inquiry__case__in=cases).delete()
    CaseLink.objects.filter(Q(case__in=cases) | Q(other__in=cases)).delete()
    inquiries.update(contact_name="", contact_address="", subject="", reference="")
    inquiries.exclude(state=InquiryState.ENDED).update(state=InquiryState.ENDED, ended_at=now)
    Decision.objects.filter(case__in=cases).update(reason="", message=None)
    Feedback.objects.filter(case__in=cases).update(text="")
    rows.exclude(state=CaseState.CLOSED).update(
        state=CaseState.CLOSED, closed_at=now, outcome=Outcome.WITHDRAWN
    )
    counts["cases"] = rows.update(**WORDLESS, erased_at=now)
    empty_inputs(inputs=list(said), now=now)
    return counts


@transaction.atomic
def forget_person(*, person: Person, now: datetime) -> Mapping[str, int]:
    """The cases about them, and what was begun for them. Where they only asked for somebody else,
    the case stays that person's, and nothing in it says who asked.
    """
    theirs = Case.objects.filter(erased_at__isnull=True).filter(
        Q(person=person) | Q(person__isnull=True, asked_by=person)
    )
    counts = dict(empty_cases(cases=list(theirs.values_list("pk", flat=True)), now=now))
    Case.objects.filter(asked_by=person).update(asked_by=None, behalf="")
    Authorisation.objects.filter(person=person).update(person=None)
    counts["case_intakes"] = Intake.objects.filter(person=person).delete()[0]
    ProgrammeNotice.objects.filter(person=person).delete()
    return counts


def empty_intakes(*, intakes: Sequence[int]) -> int:
    """What was begun and never became a case goes; returns how many."""
    rows = Intake.objects.filter(pk__in=intakes, case__isnull=True)
    number = rows.count()
    rows.delete()
    return number


def forget_unfinished(*, now: datetime) -> int:
    """What was begun on the website and not sent for 30 days, and files of cases that nobody
    brought in; returns how many.
    """
    before = now - UNSENT
    unsent = Intake.objects.filter(
        author__isnull=True, case__isnull=True, finished_at__isnull=True, saved_at__lt=before
    )
    number = empty_intakes(intakes=list(unsent.values_list("pk", flat=True)))
    left = CaseImport.objects.filter(state=ImportState.PREVIEW, started_at__lt=before)
    for case_import in left.exclude(stored_as=""):
        default_storage.delete(case_import.stored_as)
    return number + left.delete()[0]
