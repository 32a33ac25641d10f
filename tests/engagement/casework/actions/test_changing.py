"""Two who change one case at once never overwrite each other, and nothing written is lost."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.actions.circles import add_circle
from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions.belonging import BelongsElsewhere, add_letters
from baraza.engagement.casework.actions.changing import (
    CaseChanged,
    NoWords,
    add_note,
    add_step,
    locked,
    mark_stuck,
    remove_note,
    set_urgency,
    tick_step,
)
from baraza.engagement.casework.models import Case, Urgency
from baraza.engagement.casework.queries.board import Question, cases
from tests.cases import a_case, kind_of
from tests.letters import bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def conversation(office: Office, now: datetime) -> Conversation:
    bring(letter(), now=now)
    return Conversation.objects.get()


def test_whoever_read_an_older_version_is_told_how_it_is_now(staff: User, now: datetime) -> None:
    case = a_case(now=now)
    set_urgency(case_id=case.pk, urgency=Urgency.NOW, reason="Eviction", by=staff, now=now)
    with pytest.raises(CaseChanged) as changed:
        locked(case_id=case.pk, version=case.version)
    assert changed.value.case.urgency == Urgency.NOW
    assert locked(case_id=case.pk, version=case.version + 1).pk == case.pk


def test_a_note_or_a_step_takes_nobody_s_version_away(staff: User, now: datetime) -> None:
    case = a_case(now=now - timedelta(days=20))
    add_note(case_id=case.pk, text="They called", by=staff, now=now)
    step = add_step(case_id=case.pk, words="See the papers", by=staff, now=now)
    tick_step(step=step, is_done=True, by=staff, now=now)
    fresh = Case.objects.get(pk=case.pk)
    assert fresh.version == case.version
    # But something was done for it: it is not stuck for want of care.
    assert fresh.touched_at == now


@pytest.mark.parametrize("text", ["", "   \n", "\0"])
def test_nothing_is_kept_without_words(text: str, staff: User, now: datetime) -> None:
    case = a_case(now=now)
    with pytest.raises(NoWords):
        add_note(case_id=case.pk, text=text, by=staff, now=now)
    with pytest.raises(NoWords):
        add_step(case_id=case.pk, words=text, by=staff, now=now)


def test_stuck_since_the_first_time_it_was_said(staff: User, now: datetime) -> None:
    case = a_case(now=now)
    mark_stuck(case_id=case.pk, because="The file is lost", by=staff, now=now)
    later = now + timedelta(days=3)
    former = mark_stuck(case_id=case.pk, because="Found, but torn", by=staff, now=later)
    case.refresh_from_db()
    assert (former, case.stuck_because) == ("The file is lost", "Found, but torn")
    assert case.stuck_since == now


def test_less_urgent_never_means_waiting_longer_than_was_said(staff: User, now: datetime) -> None:
    soon = now.date() + timedelta(days=1)
    case = a_case(now=now, urgency=Urgency.NOW, next_update_date=soon)
    set_urgency(case_id=case.pk, urgency=Urgency.CAN_WAIT, reason="", by=staff, now=now)
    case.refresh_from_db()
    assert case.next_update_date == soon


def test_letters_belong_to_one_case(conversation: Conversation, staff: User, now: datetime) -> None:
    case, other = a_case(now=now), a_case(now=now)
    for _ in range(2):  # pressed twice, it is there once
        add_letters(case_id=case.pk, conversation=conversation, by=staff, now=now)
    assert case.conversations.count() == 1
    with pytest.raises(BelongsElsewhere) as elsewhere:
        add_letters(case_id=other.pk, conversation=conversation, by=staff, now=now)
    assert elsewhere.value.case == case


def _found(user: User, words: str, now: datetime) -> list[Case]:
    asked = Question(state="all", search=words)
    rows = cases(user=user, question=asked, day=now.date(), now=now, limit=5)
    return [row.case for row in rows]


def test_a_case_is_found_by_its_notes_as_long_as_they_stand(
    office: Office, staff: User, now: datetime
) -> None:
    case = a_case(now=now)
    note = add_note(case_id=case.pk, text="The registrar has moved to Eldama", by=staff, now=now)
    assert _found(staff, "eldama registrar", now) == [case]
    assert _found(staff, "pension", now) == [case]
    remove_note(note=note, by=staff)
    assert _found(staff, "eldama", now) == []
    assert _found(staff, "pension", now) == [case]


def test_notes_that_are_encrypted_or_confidential_are_found_by_nobody_else(
    office: Office, staff: User, now: datetime
) -> None:
    insider = member_of_staff(email="i@highlands.example", name="Ines Inside")
    circle = add_circle(name="Few", members=[insider], by=insider)
    shut = a_case(now=now, circle=circle)
    secret = a_case(now=now, kind=kind_of("Health", is_sensitive=True))
    for case in (shut, secret):
        add_note(case_id=case.pk, text="Eldama", by=insider, now=now)
    assert _found(insider, "eldama", now) == [shut]
    assert _found(staff, "eldama", now) == []
