"""Both clocks are seen to each night, and everybody hears in the morning what is due of theirs."""

from datetime import UTC, date, datetime, timedelta

import pytest

from baraza.base.accounts.actions.staff import add_absence, leave
from baraza.base.accounts.models import Notification, NotificationKind, User
from baraza.base.office.models import Holiday
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.engagement.casework.actions.clocks import see_to_clocks
from baraza.engagement.casework.actions.inquiring import take_back
from baraza.engagement.casework.models import Case, CaseState, Inquiry
from baraza.engagement.casework.queries.clocks import (
    OpenWork,
    chases_due,
    open_work,
    updates_due,
    works_for,
)
from tests.inquiries import a_case_in_work, asked, last_letter, the_pension_office
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
# In the night before Tuesday the 19th of May.
NIGHT = datetime(2026, 5, 19, 2, 17, tzinfo=UTC)
DAY = date(2026, 5, 19)


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def colleague(office: Office) -> User:
    return member_of_staff(email="c@highlands.example", name="Chidi Obi")


def test_each_is_told_how_much_of_theirs_is_due_once(
    agency: Organisation, staff: User, colleague: User, now: datetime
):
    mine = a_case_in_work(by=staff, now=now, next_update_date=DAY)
    asked(mine, agency, by=staff, now=now)  # to be reminded on the 18th
    a_case_in_work(by=colleague, now=now, next_update_date=DAY + timedelta(days=1))
    assert see_to_clocks(now=NIGHT) == {staff.pk: 2}
    see_to_clocks(now=NIGHT)
    told = Notification.objects.get(kind=NotificationKind.CASES_DUE)
    assert (told.user, told.count) == (staff, 2)


def test_nobody_is_told_on_a_day_without_work(agency: Organisation, staff: User, now: datetime):
    a_case_in_work(by=staff, now=now, next_update_date=DAY)
    Holiday.objects.create(date=DAY, name="Day of rest")
    assert see_to_clocks(now=NIGHT) == {}
    # And nothing runs out on that day.
    assert Case.objects.get().next_update_date == DAY + timedelta(days=1)


def test_whoever_stands_in_sees_and_hears_of_it(
    agency: Organisation, staff: User, colleague: User, now: datetime
):
    case = a_case_in_work(by=staff, now=now, next_update_date=DAY)
    asked(case, agency, by=staff, now=now)
    add_absence(user=staff, first_date=DAY, last_date=DAY, delegate=colleague)
    assert see_to_clocks(now=NIGHT) == {colleague.pk: 2}
    workers = works_for(user=colleague, day=DAY)
    assert list(updates_due(user=colleague, day=DAY, workers=workers)) == [case]
    assert chases_due(user=colleague, day=DAY, workers=workers).count() == 1
    assert not updates_due(
        user=colleague, day=DAY, workers=works_for(user=colleague, day=DAY + timedelta(days=1))
    ).exists()


def test_a_closed_case_has_no_clock(agency: Organisation, staff: User, now: datetime):
    case = a_case_in_work(by=staff, now=now, next_update_date=DAY)
    asked(case, agency, by=staff, now=now)
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=now)
    assert see_to_clocks(now=NIGHT) == {}
    assert not chases_due(user=staff, day=DAY).exists()


def test_a_clock_that_stands_still_is_due(agency: Organisation, staff: User, now: datetime):
    case = a_case_in_work(by=staff, now=now)
    asked(case, agency, by=staff, now=now)
    Inquiry.objects.update(chase_date=None)
    unsent = asked(case, agency, by=staff, now=now)
    take_back(inquiry=unsent, message=last_letter(unsent), by=staff, now=now)
    assert see_to_clocks(now=NIGHT) == {staff.pk: 2}
    unsent.refresh_from_db()
    assert unsent.chase_date is None


def test_the_night_takes_as_many_statements_however_many_cases(
    agency: Organisation, staff: User, now: datetime, django_assert_num_queries
):
    a_case_in_work(by=staff, now=now, next_update_date=DAY)
    see_to_clocks(now=NIGHT)
    with django_assert_num_queries(14) as one:
        see_to_clocks(now=NIGHT)
    for _ in range(2):
        asked(a_case_in_work(by=staff, now=now, next_update_date=DAY), agency, by=staff, now=now)
    with django_assert_num_queries(len(one.captured_queries)):
        see_to_clocks(now=NIGHT)


def test_what_somebody_leaves_behind_is_counted_and_goes_with_its_clocks(
    agency: Organisation, staff: User, colleague: User, now: datetime
):
    case = a_case_in_work(by=colleague, now=now, next_update_date=DAY)
    asked(case, agency, by=colleague, now=now)
    a_case_in_work(by=staff, now=now)
    assert open_work(user=colleague) == OpenWork(cases=1, inquiries=1)
    leave(user=colleague, to=staff, by=staff, now=now)
    assert open_work(user=colleague) == OpenWork(cases=0, inquiries=0)
    assert see_to_clocks(now=NIGHT) == {staff.pk: 2 + 1}
