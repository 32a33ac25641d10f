"""That somebody allows the office to ask others, and that they no longer do.

What waits to leave without being allowed any longer is held back at once; it leaves by itself when
it is allowed again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions.outbox import hold_back, send_again
from baraza.base.channels.email.decode import clean_text, one_line
from baraza.base.channels.models import OutgoingItem, OutgoingKind, OutgoingState
from baraza.base.office.queries import day_of
from baraza.base.people.models import Organisation, Person
from baraza.common.uploads import Upload
from baraza.dialogue.conversations.models import PaperLetter
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.inquiring import take_back
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationWording,
    AuthorisedAgency,
    Case,
    CaseFile,
    Proof,
)
from baraza.engagement.casework.rules import (
    AUTHORISED,
    WITHDRAWN,
    authorisations_missing,
    may_leave_on,
)

# Proofs that are a file, and those that somebody else must have heard or seen.
ON_FILE = frozenset({Proof.DRAWN, Proof.SCAN, Proof.PDF})
WITNESSED = frozenset({Proof.MARK, Proof.SPOKEN})


class NoProof(ValueError):
    """A signature without the drawing, the scan or the PDF."""


class NoWitness(ValueError):
    """A mark or a spoken word that nobody saw or heard."""


class NotThatDay(ValueError):
    """Given in the future, or run out before it was given."""


@dataclass(frozen=True, slots=True)
class GivenFile:
    """A file that was looked through (`common.uploads.check_upload`), and its bytes."""

    upload: Upload
    content: bytes


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """What was taken back, and what it stopped."""

    authorisation: Authorisation
    letters: int
    papers: int


def giver_of(case: Case) -> Person | None:
    """Who allows: whoever asks for somebody else, or the person themselves."""
    return case.asked_by or case.person


@transaction.atomic
def record_authorisation(
    *,
    case_id: int,
    proof: Proof,
    matter: str,
    given_date: date,
    by: User,
    now: datetime,
    expires_date: date | None = None,
    organisations: Collection[Organisation] = (),
    wording: AuthorisationWording | None = None,
    witness: str = "",
    file: GivenFile | None = None,
) -> Authorisation:
    """What they allow; letters that were held back for want of it leave.

    No organisation: whoever is responsible may be asked. Raises NoProof, NoWitness, NotThatDay.
    """
    witness = one_line(witness, limit=200)
    if proof in ON_FILE and file is None:
        raise NoProof
    if proof in WITNESSED and not witness:
        raise NoWitness
    if given_date > day_of(now=now) or (expires_date is not None and expires_date < given_date):
        raise NotThatDay
    case = locked(case_id=case_id)
    given = Authorisation.objects.create(
        case=case,
        person=giver_of(case),
        wording=None if proof == Proof.ASKING else wording,
        proof=proof,
        file=_kept(case, file, by=by, now=now) if file and proof in ON_FILE else None,
        witness=witness if proof in WITNESSED else "",
        matter=one_line(matter, limit=300) or case.title,
        given_date=given_date,
        expires_date=expires_date,
        recorded_by=by,
        recorded_at=now,
    )
    AuthorisedAgency.objects.bulk_create(
        [AuthorisedAgency(authorisation=given, organisation=one) for one in organisations]
    )
    touched(case, now)
    _release(case, by=by, now=now)
    record(
        actor=by,
        act="authorised",
        obj=case,
        now=now,
        detail={"authorisation": given.pk, "proof": Proof(proof)},
    )
    return given


@transaction.atomic
def withdraw_authorisation(
    *, authorisation: Authorisation, by: User | None, now: datetime, because: str = ""
) -> Withdrawn:
    """They no longer allow it: what may leave no longer is held back, and what waits for the
    printer is its writer's draft again. Withdrawn twice, the first time counts. Without `by` they
    said so themselves, on the website.
    """
    case = locked(case_id=authorisation.case_id)
    authorisation = Authorisation.objects.select_for_update(of=("self",)).get(pk=authorisation.pk)
    if authorisation.withdrawn_at is None:
        authorisation.withdrawn_at = now
        authorisation.withdrawn_because = one_line(clean_text(because), limit=300)
        authorisation.save(update_fields=["withdrawn_at", "withdrawn_because"])
    letters, papers = _stop(case, by=by, now=now)
    touched(case, now)
    record(
        actor=by,
        act="authorisation_withdrawn",
        obj=case,
        now=now,
        detail={"authorisation": authorisation.pk, "letters": letters, "papers": papers},
    )
    return Withdrawn(authorisation, letters, papers)


@transaction.atomic
def withdraw_asking_us(
    *, case_id: int, by: User | None, now: datetime, because: str = ""
) -> Withdrawn:
    """Where nothing was written down because asking us was enough: it no longer is."""
    case = locked(case_id=case_id)
    implied = Authorisation.objects.create(
        case=case,
        person=giver_of(case),
        proof=Proof.ASKING,
        matter=case.title,
        given_date=day_of(now=case.opened_at),
        recorded_by=by,
        recorded_at=now,
    )
    return withdraw_authorisation(authorisation=implied, by=by, now=now, because=because)


@transaction.atomic
def undo_withdrawal(*, authorisation: Authorisation, by: User, now: datetime) -> None:
    """It was not taken back after all: what was held back leaves."""
    case = locked(case_id=authorisation.case_id)
    Authorisation.objects.filter(pk=authorisation.pk).update(
        withdrawn_at=None, withdrawn_because=""
    )
    touched(case, now)
    _release(case, by=by, now=now)
    record(
        actor=by,
        act="authorisation_restored",
        obj=case,
        now=now,
        detail={"authorisation": authorisation.pk},
    )


def _kept(case: Case, file: GivenFile, *, by: User, now: datetime) -> CaseFile:
    return CaseFile.objects.create(
        case=case,
        name=file.upload.name,
        media_type=file.upload.kind.media_type,
        size=file.upload.size,
        content=file.content,
        added_by=by,
        added_at=now,
    )


def _stop(case: Case, *, by: User | None, now: datetime) -> tuple[int, int]:
    """Letters held back, and papers taken from the printer."""
    waiting = _letters(case, OutgoingState.WAITING)
    day = day_of(now=now)
    refused = may_leave_on(subjects=[item.guard_subject for item in waiting], day=day)
    held = hold_back(
        item_ids=[item.pk for item in waiting if item.guard_subject in refused],
        problem=WITHDRAWN,
        now=now,
    )
    asked = {one.conversation_id: one for one in case.inquiries.filter(conversation__isnull=False)}
    missing = authorisations_missing(
        pairs=[(case.pk, one.organisation_id) for one in asked.values()], day=day
    )
    stopped = [key for key, one in asked.items() if (case.pk, one.organisation_id) in missing]
    papers = PaperLetter.objects.filter(
        message__conversation__in=stopped, printed_at__isnull=True
    ).select_related("message__written_by")
    taken = 0
    for paper in papers:
        inquiry = asked[paper.message.conversation_id]
        # Whose draft it is again; without anybody there is nobody left to print it, either.
        author = paper.message.written_by or by or inquiry.asked_by or case.assigned_to
        if author is not None:
            take_back(inquiry=inquiry, message=paper.message, by=author, now=now)
            taken += 1
    return held, taken


def _release(case: Case, *, by: User, now: datetime) -> None:
    held = _letters(case, OutgoingState.HELD)
    subjects = [item.guard_subject for item in held]
    refused = may_leave_on(subjects=subjects, day=day_of(now=now))
    for item in held:
        if item.guard_subject not in refused:
            send_again(item_id=item.pk, now=now, by=by)


def _letters(case: Case, state: OutgoingState) -> list[OutgoingItem]:
    """Those of the case to whoever is asked, that wait or are held back."""
    return list(
        OutgoingItem.objects.filter(
            kind=OutgoingKind.PERSONAL,
            state=state,
            guard=AUTHORISED,
            guard_subject__startswith=f"{case.pk}:",
        ).only("pk", "guard_subject")
    )
