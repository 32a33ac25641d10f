"""What comes next for a case, and why one does not move."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.channels.models import Channel
from baraza.base.people.models import Organisation
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    Case,
    CaseStep,
    CaseUpdate,
    Decision,
    Inquiry,
)
from baraza.engagement.casework.queries import board
from baraza.engagement.casework.queries.next_steps import (
    Hindrance,
    NextStep,
    hindrances,
    stuck,
    with_next_step,
)
from tests.cases import a_case, kind_of

TODAY = date(2026, 5, 4)


@pytest.fixture
def agency(office) -> Organisation:
    return Organisation.objects.create(
        name="Pension board",
        sort_key="pension board",
        kind="agency",
        added_at=datetime.fromisoformat("2026-05-01T08:00:00+00:00"),
    )


def _step(case: Case) -> str:
    rows = with_next_step(Case.objects.filter(pk=case.pk), day=TODAY)
    return rows.values_list("next_step", flat=True).get()


def _decide(case: Case, way: str, now: datetime) -> None:
    ground = "money" if way == "decline" else ""
    Decision.objects.create(case=case, way=way, ground=ground, reason="So.", made_at=now)
    Case.objects.filter(pk=case.pk).update(state="working")


def _ask(case: Case, agency: Organisation, now: datetime, **fields: object) -> Inquiry:
    return Inquiry.objects.create(
        case=case, organisation=agency, subject="File", asked_at=now, **fields
    )


def _allow(case: Case, now: datetime, proof: str = "drawn") -> None:
    Authorisation.objects.create(
        case=case,
        proof=proof,
        witness="A neighbour" if proof == "spoken" else "",
        matter="The pension",
        given_date=TODAY,
        recorded_at=now,
    )


def test_a_case_goes_from_one_step_to_the_next(agency: Organisation, now: datetime) -> None:
    case = a_case(now=now - timedelta(days=1))
    assert _step(case) == NextStep.DECIDE
    _decide(case, "resolve", now)
    assert _step(case) == NextStep.AUTHORISE
    _allow(case, now)
    assert _step(case) == NextStep.ASK
    asked = _ask(case, agency, now, chase_date=TODAY + timedelta(days=3))
    assert _step(case) == NextStep.WAIT
    Inquiry.objects.filter(pk=asked.pk).update(chase_date=TODAY)
    assert _step(case) == NextStep.CHASE
    Inquiry.objects.filter(pk=asked.pk).update(state="answered", answered_at=now)
    assert _step(case) == NextStep.TELL
    CaseUpdate.objects.create(
        case=case, text="They pay.", channel=Channel.PHONE, given_at=now + timedelta(hours=1)
    )
    step = CaseStep.objects.create(case=case, words="See whether it came")
    assert _step(case) == NextStep.DO
    CaseStep.objects.filter(pk=step.pk).update(done_at=now)
    assert _step(case) == NextStep.CLOSE
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now)
    assert _step(case) == NextStep.NOTHING


def test_whoever_waits_to_hear_from_us_comes_first(agency: Organisation, now: datetime) -> None:
    case = a_case(now=now)
    _decide(case, "resolve", now)
    Case.objects.filter(pk=case.pk).update(next_update_date=TODAY)
    assert _step(case) == NextStep.TELL


@pytest.mark.parametrize(
    ("rule", "proof", "step"),
    [
        (AuthorisationRule.WRITTEN, "spoken", NextStep.AUTHORISE),
        (AuthorisationRule.SPOKEN, "spoken", NextStep.ASK),
        (AuthorisationRule.WRITTEN, "drawn", NextStep.ASK),
        (AuthorisationRule.IMPLIED, "", NextStep.ASK),
    ],
)
def test_the_kind_says_how_much_must_be_allowed(
    rule: str, proof: str, step: str, office, now: datetime
) -> None:
    case = a_case(now=now, kind=kind_of(f"Of {rule}", authorisation=rule))
    _decide(case, "resolve", now)
    if proof:
        _allow(case, now, proof)
    assert _step(case) == step


@pytest.mark.parametrize("way", ["inform", "decline"])
def test_where_nobody_is_asked_it_can_be_closed(way: str, office, now: datetime) -> None:
    case = a_case(now=now)
    _decide(case, way, now)
    assert _step(case) == NextStep.CLOSE


def _undecided(case: Case, agency: Organisation, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(opened_at=now - timedelta(days=6))


def _unsigned(case: Case, agency: Organisation, now: datetime) -> None:
    _decide(case, "resolve", now - timedelta(days=11))


def _silent(case: Case, agency: Organisation, now: datetime) -> None:
    _decide(case, "resolve", now)
    _allow(case, now)
    _ask(case, agency, now, chases=2, chase_date=TODAY)


def _still(case: Case, agency: Organisation, now: datetime) -> None:
    _decide(case, "inform", now)
    Case.objects.filter(pk=case.pk).update(touched_at=now - timedelta(days=15))


def _said(case: Case, agency: Organisation, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(stuck_because="The file is lost", stuck_since=now)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (_undecided, Hindrance.UNDECIDED),
        (_unsigned, Hindrance.UNSIGNED),
        (_silent, Hindrance.SILENT),
        (_still, Hindrance.STILL),
        (_said, Hindrance.SAID),
    ],
)
def test_why_a_case_does_not_move_is_said_and_found(
    make: Callable[[Case, Organisation, datetime], None],
    why: Hindrance,
    agency: Organisation,
    now: datetime,
) -> None:
    case, moves = a_case(now=now), a_case(now=now)
    make(case, agency, now)
    found = hindrances(cases=[case.pk, moves.pk], day=TODAY, now=now)
    assert found == {case.pk: [why]}
    assert list(stuck(Case.objects.all(), day=TODAY, now=now)) == [case]
    Case.objects.filter(pk=case.pk).update(state="closed", closed_at=now)
    assert not stuck(Case.objects.all(), day=TODAY, now=now).exists()


def test_a_board_shows_the_first_of_each_column_and_counts_the_rest(
    staff: User, now: datetime
) -> None:
    for number in range(11):
        a_case(now=now, title=f"Case {number}", urgency=1 + number % 4)
    decided = a_case(now=now)
    _decide(decided, "inform", now)
    asked = {"user": staff, "question": board.Question(), "day": TODAY, "now": now}
    columns = board.board(by="step", **asked)
    assert [(one.key, one.count, len(one.rows)) for one in columns] == [
        ("decide", 11, 8),
        ("close", 1, 1),
    ]
    urgencies = [row.case.urgency for row in columns[0].rows]
    assert urgencies == sorted(urgencies, reverse=True)
    by_urgency = {one.key: one.count for one in board.board(by="urgency", **asked)}
    assert sum(by_urgency.values()) == 12


def test_the_board_by_clock_takes_whichever_runs_out_first(
    agency: Organisation, staff: User, now: datetime
) -> None:
    days = {"late": -1, "today": 0, "week": 3, "later": 30}
    for key, ahead in days.items():
        a_case(now=now, title=key, next_update_date=TODAY + timedelta(days=ahead))
    both = a_case(now=now, title="both", next_update_date=TODAY + timedelta(days=30))
    _ask(both, agency, now, chase_date=TODAY - timedelta(days=2))
    a_case(now=now, title="none")
    columns = board.board(user=staff, question=board.Question(), by="clock", day=TODAY, now=now)
    found = {one.key: {row.case.title for row in one.rows} for one in columns}
    assert found == {
        "late": {"late", "both"},
        "today": {"today"},
        "week": {"week"},
        "later": {"later"},
        "none": {"none"},
    }
