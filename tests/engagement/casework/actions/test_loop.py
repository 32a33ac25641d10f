"""What was said when a case began is decided, answered and reported back."""

from datetime import datetime

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.office_register.models import Office
from baraza.dialogue.inputs.models import Input, Response, State
from baraza.engagement.casework.actions.closing import close, undo_close
from baraza.engagement.casework.actions.deciding import decide, take_back_decision
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.actions.updating import take_back_update, tell
from baraza.engagement.casework.models import Case, Outcome, WayForward
from tests.cases import kind_of
from tests.people import somebody


@pytest.fixture
def case(office: Office, staff: User, now: datetime) -> Case:
    """What somebody said on the telephone."""
    return _called(staff, now)


def _called(by: User, now: datetime, **fields: object) -> Case:
    person = somebody("Amani Njeri", email="amani@post.example")
    usual = {"kind": kind_of(), "title": "Pension", "story": "It stopped.", "person": person}
    return open_case(**{**usual, **fields}, channel=Channel.PHONE, now=now, by=by)


def _state() -> str:
    return Input.objects.get().state


def _told(case: Case, by: User, now: datetime, **fields: object) -> object:
    usual = {"text": "It is paid in June.", "channel": Channel.PHONE}
    return tell(case=case, by=by, now=now, **{**usual, **fields})


def test_it_is_decided_answered_and_reported_back(case: Case, staff: User, now: datetime) -> None:
    assert _state() == State.RECEIVED
    decide(case_id=case.pk, way=WayForward.RESOLVE, reason="Ours.", by=staff, now=now)
    assert _state() == State.DECIDED
    _told(case, staff, now)
    assert _state() == State.ANSWERED
    assert Response.objects.get().text == "It is paid in June."
    _told(case, staff, now, text="It was paid.")
    assert Response.objects.count() == 1
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now)
    assert _state() == State.REPORTED_BACK


def test_each_step_is_taken_back_with_its_act(case: Case, staff: User, now: datetime) -> None:
    done = decide(case_id=case.pk, way=WayForward.RESOLVE, reason="Ours.", by=staff, now=now)
    update = _told(case, staff, now)
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now)
    undo_close(case=case, by=staff, now=now)
    assert _state() == State.ANSWERED
    take_back_update(update=update, by=staff, now=now)
    assert _state() == State.DECIDED
    assert not Response.objects.exists()
    take_back_decision(decision=done.decision, by=staff, now=now)
    assert _state() == State.CONSIDERED


def test_a_letter_that_is_taken_back_answered_nothing(
    case: Case, staff: User, now: datetime
) -> None:
    update = _told(case, staff, now, channel=Channel.EMAIL)
    assert _state() == State.ANSWERED
    take_back_update(update=update, by=staff, now=now)
    assert _state() == State.RECEIVED


def test_closed_without_a_word_to_them_nothing_is_reported(
    case: Case, staff: User, now: datetime
) -> None:
    close(case=case, outcome=Outcome.WITHDRAWN, by=staff, now=now)
    assert _state() == State.RECEIVED


def test_the_words_of_a_sensitive_case_stay_in_it(
    office: Office, staff: User, now: datetime
) -> None:
    case = _called(staff, now, kind=kind_of("Health", is_sensitive=True))
    _told(case, staff, now)
    assert (_state(), Response.objects.get().text) == (State.ANSWERED, "")
