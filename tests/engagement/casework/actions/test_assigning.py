"""Whose a case is: shared out by who knows the matter, who is here, and who has least."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.actions.staff import leave
from baraza.base.accounts.models import Absence, Notification, Role, User
from baraza.base.agenda.models import Specialism, Topic
from baraza.engagement.casework.actions.assigning import assign, share_out
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.models import Case, Urgency
from tests.cases import a_case
from tests.staff import member_of_staff

TODAY = date(2026, 5, 4)


def _caseworker(name: str) -> User:
    email = f"{name.lower()}@highlands.example"
    return member_of_staff(email=email, name=name, roles=[Role.CASEWORKER])


@pytest.fixture
def amina(office) -> User:
    return _caseworker("Amina")


@pytest.fixture
def josef(office) -> User:
    return _caseworker("Josef")


def _shared(*cases: Case, by: User, now: datetime) -> list[str]:
    share_out(case_ids=[one.pk for one in cases], by=by, day=TODAY, now=now)
    return [str(Case.objects.get(pk=one.pk).assigned_to) for one in cases]


def test_who_has_least_gets_the_next_and_urgent_ones_weigh_more(
    amina: User, josef: User, staff: User, now: datetime
) -> None:
    a_case(now=now, assigned_to=amina, urgency=Urgency.NOW)
    light = [a_case(now=now, urgency=Urgency.NORMAL) for _ in range(2)]
    assert _shared(*light, by=staff, now=now) == ["Josef", "Josef"]
    later = a_case(now=now, urgency=Urgency.NORMAL), a_case(now=now, urgency=Urgency.NORMAL)
    assert sorted(_shared(*later, by=staff, now=now)) == ["Amina", "Josef"]


def test_who_knows_the_matter_comes_before_who_has_least(
    amina: User, josef: User, staff: User, now: datetime
) -> None:
    topic = Topic.objects.create(name="Pensions")
    Specialism.objects.create(user=amina, topic=topic)
    a_case(now=now, assigned_to=amina, urgency=Urgency.NOW)
    assert _shared(a_case(now=now, topic=topic), by=staff, now=now) == ["Amina"]


def test_who_is_away_gets_none(amina: User, josef: User, staff: User, now: datetime) -> None:
    Absence.objects.create(user=amina, first_date=TODAY, last_date=TODAY + timedelta(days=9))
    a_case(now=now, assigned_to=josef)
    assert _shared(a_case(now=now), by=staff, now=now) == ["Josef"]


def test_what_is_confidential_goes_to_those_inside_only(
    amina: User, josef: User, staff: User, now: datetime
) -> None:
    case = a_case(now=now)
    make_confidential(case_id=case.pk, members=[josef], by=staff, now=now)
    a_case(now=now, assigned_to=josef)
    assert _shared(case, by=staff, now=now) == ["Josef"]


def test_it_asks_as_much_however_many_are_shared_out(
    amina: User, josef: User, staff: User, now: datetime
) -> None:
    asked = []
    for count in (4, 12):
        made = [a_case(now=now).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            share_out(case_ids=made, by=staff, day=TODAY, now=now)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_many_at_once_are_told_in_one_line(amina: User, staff: User, now: datetime) -> None:
    made = [a_case(now=now).pk for _ in range(5)]
    assign(case_ids=made, to=amina, by=staff, now=now)
    news = Notification.objects.get(user=amina)
    assert (news.kind, news.count) == ("case", 5)


def test_whoever_leaves_hands_over_what_is_open(
    amina: User, josef: User, staff: User, now: datetime
) -> None:
    open_one = a_case(now=now, assigned_to=amina)
    shut = a_case(now=now, assigned_to=amina)
    make_confidential(case_id=shut.pk, members=[amina], by=staff, now=now)
    closed = a_case(now=now, assigned_to=amina, state="closed", closed_at=now)
    leave(user=amina, to=josef, by=staff, now=now)
    whose = {one.pk: str(one.assigned_to) for one in Case.objects.select_related("assigned_to")}
    assert whose == {open_one.pk: "Josef", shut.pk: "None", closed.pk: "Amina"}
