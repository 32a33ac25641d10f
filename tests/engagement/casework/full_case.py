"""A case with a canary wherever words can stand."""

from datetime import datetime

from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation, Person
from baraza.dialogue.conversations.actions.agency_threads import begin_thread
from baraza.dialogue.conversations.models import Direction, Message
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import (
    Authorisation,
    Case,
    CaseField,
    CaseFile,
    CaseKind,
    CaseNote,
    CaseState,
    CaseUpdate,
    Decision,
    Feedback,
    Inquiry,
    InquiryLog,
    Intake,
    Proof,
    WayForward,
)
from tests.cases import kind_of

SECRET = "canary-of-the-case"


def full_case(now: datetime, person: Person, *, kind: CaseKind | None = None) -> Case:
    """A case with the canary wherever words can stand."""
    kind = kind or kind_of("Health", is_sensitive=True)
    field = CaseField.objects.create(kind=kind, label="Illness", is_sensitive=True)
    case = open_case(
        kind=kind,
        title=f"Title {SECRET}",
        channel=Channel.PHONE,
        now=now,
        person=person,
        story=f"Story {SECRET}",
        tried=f"Tried {SECRET}",
        wanted=f"Wanted {SECRET}",
        urgency_reason=SECRET,
        answers={field.pk: f"Answer {SECRET}"},
    )
    Case.objects.filter(pk=case.pk).update(
        stuck_because=SECRET, changed=SECRET, learnt=SECRET, state=CaseState.WORKING
    )
    proof = CaseFile.objects.create(
        case=case,
        name=f"{SECRET}.png",
        media_type="image/png",
        size=4,
        content=SECRET.encode(),
        added_at=now,
    )
    Authorisation.objects.create(
        case=case,
        person=person,
        proof=Proof.MARK,
        file=proof,
        witness=SECRET,
        matter=SECRET,
        given_date=now.date(),
        recorded_at=now,
    )
    CaseNote.objects.create(case=case, secret=f"Note {SECRET}", written_at=now)
    Decision.objects.create(case=case, way=WayForward.RESOLVE, reason=SECRET, made_at=now)
    CaseUpdate.objects.create(case=case, text=SECRET, channel=Channel.PHONE, given_at=now)
    Feedback.objects.create(
        case=case, digest="x" * 64, asked_at=now, content=4, text=SECRET, answered_at=now
    )
    agency = Organisation.objects.create(name="Clinic", sort_key="clinic", added_at=now)
    thread = begin_thread(
        subject=SECRET, language="en", channel=Channel.EMAIL, circle_id=None, now=now
    )
    Message.objects.create(
        conversation=thread,
        direction=Direction.OUTGOING,
        channel=Channel.EMAIL,
        happened_at=now,
        subject=SECRET,
        said=f"Letter {SECRET}",
    )
    inquiry = Inquiry.objects.create(
        case=case,
        organisation=agency,
        conversation=thread,
        contact_name=SECRET,
        contact_address=SECRET,
        subject=SECRET,
        reference=SECRET,
        asked_at=now,
    )
    InquiryLog.objects.create(
        inquiry=inquiry, channel=Channel.PHONE, with_whom=SECRET, text=SECRET, happened_at=now
    )
    Intake.objects.create(
        code="ABCD-EFGH", case=case, person=person, typed=SECRET, begun_at=now, saved_at=now
    )
    return Case.objects.get(pk=case.pk)
