"""Whom an office may ask: what each kind of case demands, and what people allowed."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.people.actions.belonging import add_organisation
from baraza.base.people.models import Organisation, OrganisationKind
from baraza.engagement.casework.models import (
    Authorisation,
    AuthorisationRule,
    AuthorisedAgency,
    Case,
    Decision,
    Proof,
    WayForward,
)
from baraza.engagement.casework.rules import (
    NO_CASE,
    NOT_DECIDED,
    NOT_GIVEN,
    NOT_SIGNED,
    NOT_TAKEN_ON,
    NOT_THEM,
    RAN_OUT,
    WITHDRAWN,
    authorisation_missing,
    decision_missing,
    may_leave,
    subject_of,
    today,
)
from tests.cases import a_case, kind_of
from tests.conftest import NOW

pytestmark = pytest.mark.django_db
DAY = date(2026, 5, 4)


@pytest.fixture
def agency(office: Office) -> Organisation:
    return add_organisation(name="Pension Board", kind=OrganisationKind.AGENCY, by=None, now=NOW)


@pytest.fixture
def other(office: Office) -> Organisation:
    return add_organisation(name="Water Board", kind=OrganisationKind.AGENCY, by=None, now=NOW)


def allowed(
    case: Case, proof: Proof = Proof.DRAWN, *, to: Organisation | None = None, **fields: object
) -> Authorisation:
    """An authorisation as a row, without anything that follows from it."""
    given = Authorisation.objects.create(
        case=case,
        proof=proof,
        witness="Leila" if proof in (Proof.MARK, Proof.SPOKEN) else "",
        matter=case.title,
        recorded_at=case.opened_at,
        **{"given_date": DAY, **fields},
    )
    if to:
        AuthorisedAgency.objects.create(authorisation=given, organisation=to)
    return given


def case_of(rule: AuthorisationRule, now: datetime) -> Case:
    return a_case(now=now, kind=kind_of(f"Kind {rule}", authorisation=rule))


@pytest.mark.parametrize(
    ("rule", "proof", "reason"),
    [
        (AuthorisationRule.WRITTEN, None, NOT_GIVEN),
        (AuthorisationRule.WRITTEN, Proof.SPOKEN, NOT_SIGNED),
        (AuthorisationRule.WRITTEN, Proof.ASKING, NOT_SIGNED),
        (AuthorisationRule.WRITTEN, Proof.MARK, ""),
        (AuthorisationRule.WRITTEN, Proof.SCAN, ""),
        (AuthorisationRule.SPOKEN, None, NOT_GIVEN),
        (AuthorisationRule.SPOKEN, Proof.SPOKEN, ""),
        (AuthorisationRule.SPOKEN, Proof.DRAWN, ""),
        (AuthorisationRule.IMPLIED, None, ""),
        (AuthorisationRule.IMPLIED, Proof.ASKING, ""),
    ],
)
def test_each_kind_says_what_is_enough(
    rule: AuthorisationRule, proof: Proof | None, reason: str, agency: Organisation, now: datetime
):
    case = case_of(rule, now)
    if proof:
        allowed(case, proof)
    assert authorisation_missing(case=case, organisation=agency, day=DAY) == reason


def test_what_names_an_agency_allows_no_other(
    agency: Organisation, other: Organisation, now: datetime
):
    case = case_of(AuthorisationRule.WRITTEN, now)
    allowed(case, to=agency)
    assert authorisation_missing(case=case, organisation=agency, day=DAY) == ""
    assert authorisation_missing(case=case, organisation=other, day=DAY) == NOT_THEM


def test_the_last_day_counts_and_the_next_does_not(agency: Organisation, now: datetime):
    case = case_of(AuthorisationRule.WRITTEN, now)
    allowed(case, expires_date=DAY)
    assert authorisation_missing(case=case, organisation=agency, day=DAY) == ""
    after = DAY + timedelta(days=1)
    assert authorisation_missing(case=case, organisation=agency, day=after) == RAN_OUT


def test_what_was_withdrawn_holds_no_longer_even_where_asking_is_enough(
    agency: Organisation, now: datetime
):
    case = case_of(AuthorisationRule.IMPLIED, now)
    allowed(case, Proof.ASKING, withdrawn_at=now)
    assert authorisation_missing(case=case, organisation=agency, day=DAY) == WITHDRAWN


def test_an_erased_case_and_nonsense_never_leave(agency: Organisation, now: datetime):
    case = a_case(now=now, kind=kind_of("Erased", authorisation="implied"), erased_at=now)
    subject = subject_of(case_id=case.pk, organisation_id=agency.pk)
    assert may_leave([subject, "", "7", "x:y"]) == dict.fromkeys([subject, "", "7", "x:y"], NO_CASE)


def test_it_runs_out_at_midnight_of_the_offices_own_zone(agency: Organisation, now: datetime):
    update_profile(timezone="Africa/Nairobi")
    case = case_of(AuthorisationRule.WRITTEN, now)
    allowed(case, expires_date=DAY)
    subject = subject_of(case_id=case.pk, organisation_id=agency.pk)
    with time_machine.travel(datetime.fromisoformat("2026-05-04T20:59:00+00:00")):
        assert (today(), may_leave([subject])) == (DAY, {})
    with time_machine.travel(datetime.fromisoformat("2026-05-04T21:01:00+00:00")):
        assert (today(), may_leave([subject])) == (DAY + timedelta(days=1), {subject: RAN_OUT})


def test_many_letters_are_looked_at_as_fast_as_one(agency: Organisation, now: datetime):
    subjects = []
    for number in range(3):
        case = a_case(now=now, kind=kind_of(f"Kind {number}"))
        allowed(case, to=agency)
        subjects.append(subject_of(case_id=case.pk, organisation_id=agency.pk))
    with CaptureQueriesContext(connection) as one:
        assert may_leave(subjects[:1]) == {}
    with CaptureQueriesContext(connection) as many:
        assert may_leave(subjects) == {}
    assert len(one) == len(many)


def test_nobody_is_asked_before_it_is_decided_to(agency: Organisation, now: datetime, staff: User):
    case = a_case(now=now)
    assert decision_missing(case=case) == NOT_DECIDED
    decided = {"case": case, "reason": "It is theirs.", "made_by": staff}
    Decision.objects.create(way=WayForward.INFORM, made_at=now, **decided)
    assert decision_missing(case=case) == NOT_TAKEN_ON
    Decision.objects.create(way=WayForward.RESOLVE, made_at=now + timedelta(minutes=1), **decided)
    assert decision_missing(case=case) == ""
