"""Who is responsible for what and where, how long they take, and whether referrals helped."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.search import organisations_matching
from baraza.base.places.models import Area
from baraza.engagement.casework.actions.agencies import (
    add_responsibility,
    ask_whether_it_helped,
    note_outcome,
    retire_agency,
    save_contact,
)
from baraza.engagement.casework.models import (
    Agency,
    AgencyContact,
    Case,
    CaseKind,
    CaseStep,
    Decision,
    Inquiry,
    InquiryState,
    WayForward,
)
from baraza.engagement.casework.queries.agencies import (
    agencies_called,
    agencies_listed,
    agencies_matching,
    answer_times,
    referral_outcomes,
    referrals_to,
    referrals_to_ask,
    responsible,
    stale_contacts,
)
from tests.agencies import an_agency, an_area
from tests.cases import a_case, kind_of
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
A_DAY = timedelta(days=1)


@pytest.fixture
def water(office: Office) -> CaseKind:
    return kind_of("Water")


@pytest.fixture
def ward(office: Office, now: datetime) -> Area:
    district = an_area("Nyando", now=now, kind="district")
    return an_area("Ahero", now=now, parent=district)


def looks_after(agency: Agency, kind: CaseKind, area: Area | None, now: datetime, what: str = ""):
    return add_responsibility(agency=agency, kind=kind, area=area, what=what, by=None, now=now)


def names(kind: CaseKind, area: Area | None, now: datetime) -> list[str]:
    return [one.agency.organisation.name for one in responsible(kind=kind, area=area, now=now)]


def test_the_most_exact_area_comes_first_then_those_responsible_everywhere(
    water: CaseKind, ward: Area, now: datetime
) -> None:
    for name, area in (
        ("Ministry", None),
        ("District board", ward.parent),
        ("Ward office", ward),
        ("Elsewhere", an_area("Kano", now=now, parent=ward.parent)),
    ):
        looks_after(an_agency(name, now=now), water, area, now)
    looks_after(an_agency("Land registry", now=now), kind_of("Land"), ward, now)

    assert names(water, ward, now) == ["Ward office", "District board", "Ministry"]
    assert names(water, ward.parent, now) == ["District board", "Ministry"]
    assert names(water, None, now) == ["Ministry"]
    found = responsible(kind=water, area=ward, now=now)
    assert [one.is_closest for one in found] == [True, False, False]
    assert found[0].why == "responsible for Water in Ahero"
    assert found[2].why == "responsible for Water everywhere"


def test_an_agency_is_suggested_once_and_one_that_is_retired_or_joined_to_another_never(
    water: CaseKind, ward: Area, now: datetime
) -> None:
    twice, gone, joined = (an_agency(name, now=now) for name in ("Board", "Gone", "Joined"))
    looks_after(twice, water, None, now)
    looks_after(twice, water, ward, now, "Tap by the school")
    looks_after(twice, water, ward, now)
    looks_after(gone, water, None, now)
    looks_after(joined, water, None, now)
    retire_agency(agency=gone, by=None, now=now)
    joined.organisation.merged_into = twice.organisation
    joined.organisation.save()

    found = responsible(kind=water, area=ward, now=now)
    assert [one.agency for one in found] == [twice]
    assert found[0].responsibility.what == ""


def test_whom_to_ask_is_the_contact_confirmed_last(water: CaseKind, now: datetime) -> None:
    agency = an_agency("Board", now=now)
    looks_after(agency, water, None, now)
    for name, days in (("Old", 300), ("Fresh", 3), ("Older", 500)):
        save_contact(agency=agency, name=name, by=None, now=now - days * A_DAY)
    AgencyContact.objects.create(agency=agency, name="Never confirmed")
    [one] = responsible(kind=water, area=None, now=now)
    assert one.contact.name == "Fresh"


def test_suggestions_take_as_many_queries_for_three_as_for_one(
    water: CaseKind, ward: Area, now: datetime
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            for one in responsible(kind=water, area=ward, now=now):
                assert one.why
        return len(queries)

    looks_after(an_agency("One", now=now), water, ward, now)
    first = count()
    for name in ("Two", "Three"):
        looks_after(an_agency(name, now=now), water, None, now)
    assert count() == first == 3


def asked(case: Case, agency: Agency, when: datetime, answered_after: int | None, **more) -> None:
    Inquiry.objects.create(
        case=case,
        organisation=agency.organisation,
        subject="Water",
        asked_at=when,
        answered_at=when + answered_after * A_DAY if answered_after is not None else None,
        state=InquiryState.WAITING if answered_after is None else InquiryState.ANSWERED,
        **more,
    )


def test_answer_times_are_measured_and_said_from_five_answers_on(
    office: Office, now: datetime
) -> None:
    case, quick, new = a_case(now=now), an_agency("Quick", now=now), an_agency("New", now=now)
    for days in (2, 4, 6, 8):
        asked(case, quick, now - 100 * A_DAY, days)
        asked(case, new, now - 100 * A_DAY, days)
    assert answer_times(organisations=[quick.organisation_id], now=now) == {}

    asked(case, quick, now - 100 * A_DAY, 30)
    asked(case, quick, now - 100 * A_DAY, None)  # given up
    asked(case, quick, now - 20 * A_DAY, None)  # still waits
    asked(case, quick, now - 20 * A_DAY, None, ended_at=now)  # ended without an answer
    asked(case, quick, now - 900 * A_DAY, 400)  # too long ago
    found = answer_times(organisations=[quick.organisation_id, new.organisation_id], now=now)
    assert set(found) == {quick.organisation_id}
    times = found[quick.organisation_id]
    assert (times.answers, times.half, times.most, times.unanswered) == (5, 6, 21, 29)


def test_a_list_is_searched_by_name_person_road_kind_and_place(
    water: CaseKind, ward: Area, now: datetime
) -> None:
    board = an_agency("Água Board", now=now, what_for="Pipes and wells")
    looks_after(board, water, ward, now, "Tap at Kobura school")
    save_contact(agency=board, name="Mr Otieno", by=None, now=now)
    looks_after(an_agency("Ministry", now=now), kind_of("Land"), None, now)

    def found(**asked: object) -> list[str]:
        return [one.organisation.name for one in agencies_matching(**asked)]

    for words in ("agua", "otieno", "kobura", "WELLS"):
        assert found(words=words) == ["Água Board"]
    assert found(words="zebra") == []
    # The search of everything finds the same.
    for words in ("agua", "otieno", "kobura", "WELLS", "min", "zebra", "100%"):
        called = organisations_matching(words).values_list("pk", flat=True)
        theirs = agencies_called(words=words, organisations=list(called), limit=5)
        assert [one.organisation.name for one in theirs] == found(words=words)
    assert found(kind=water.pk) == ["Água Board"]
    assert found(area=ward.pk) == ["Água Board", "Ministry"]
    assert found(area=ward.parent_id) == ["Ministry"]
    assert found(level="municipal") == []
    retire_agency(agency=board, by=None, now=now)
    assert found() == ["Ministry"]
    assert found(is_retired=True) == ["Água Board"]


def test_a_list_takes_as_many_queries_for_three_as_for_one(
    water: CaseKind, ward: Area, now: datetime
) -> None:
    def add(name: str) -> None:
        agency = an_agency(name, now=now)
        looks_after(agency, water, ward, now)
        save_contact(agency=agency, name="Ms Achieng", by=None, now=now - 300 * A_DAY)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            listed = agencies_listed(rows=agencies_matching(), now=now)
        assert all(one.stale == 1 for one in listed)
        return len(queries)

    add("One")
    first = count()
    add("Two")
    add("Three")
    assert count() == first == 4


def test_contacts_nobody_confirmed_for_half_a_year_are_listed_the_longest_first(
    office: Office, now: datetime
) -> None:
    agency, gone = an_agency("Board", now=now), an_agency("Gone", now=now)
    for name, days in (("Fresh", 10), ("Old", 200), ("Oldest", 400)):
        save_contact(agency=agency, name=name, by=None, now=now - days * A_DAY)
    save_contact(agency=gone, name="Retired", by=None, now=now - 400 * A_DAY)
    retire_agency(agency=gone, by=None, now=now)
    assert [one.name for one in stale_contacts(day=now.date())] == ["Oldest", "Old"]


def referred(case: Case, agency: Agency, now: datetime) -> Decision:
    decision = Decision.objects.create(
        case=case,
        way=WayForward.REFER,
        reason="They pay it",
        organisation=agency.organisation,
        made_at=now,
    )
    ask_whether_it_helped(decision=decision, now=now)
    return decision


def test_whether_a_referral_helped_is_asked_ten_working_days_later_and_counted(
    staff: User, now: datetime
) -> None:
    agency = an_agency("Pension fund", now=now)
    first, second = (referred(a_case(now=now), agency, now) for _ in range(2))
    due = now.date() + 14 * A_DAY
    assert not referrals_to_ask(user=staff, day=due - A_DAY).exists()
    assert referrals_to_ask(user=staff, day=due).count() == 2

    note_outcome(decision=first, helped=True, by=staff, now=now)
    note_outcome(decision=second, helped=None, by=staff, now=now + 14 * A_DAY)
    assert not referrals_to_ask(user=staff, day=due).exists()
    assert CaseStep.objects.get(referral=first).done_by == staff
    asked_again = CaseStep.objects.get(referral=second)
    assert (asked_again.done_at, asked_again.due_date) == (None, due + 14 * A_DAY)

    outcome = referrals_to(organisations=[agency.organisation_id], user=staff)
    counted = outcome[agency.organisation_id]
    assert (counted.sent, counted.helped, counted.did_not, counted.unknown) == (2, 1, 0, 1)


def test_a_referral_is_asked_after_once_and_other_decisions_never(
    office: Office, now: datetime
) -> None:
    case, agency = a_case(now=now), an_agency("Fund", now=now)
    decision = referred(case, agency, now)
    assert ask_whether_it_helped(decision=decision, now=now) is None
    other = Decision.objects.create(case=case, way=WayForward.INFORM, reason="Told", made_at=now)
    assert ask_whether_it_helped(decision=other, now=now) is None
    assert CaseStep.objects.get().words == "Ask whether Fund helped"


def test_referrals_of_confidential_cases_are_seen_and_counted_by_their_circle_only(
    staff: User, now: datetime
) -> None:
    outsider = member_of_staff(email="o@highlands.example", name="Odd", roles=[Role.CASEWORKER])
    circle = Circle.objects.create(name="Few")
    circle.members.add(staff)
    agency = an_agency("Fund", now=now)
    referred(a_case(now=now, circle=circle), agency, now)
    late = now.date() + 60 * A_DAY
    assert referrals_to_ask(user=staff, day=late).count() == 1
    assert not referrals_to_ask(user=outsider, day=late).exists()
    assert referral_outcomes(user=outsider) == []
    assert referrals_to(organisations=[agency.organisation_id], user=outsider) == {}


def test_agencies_of_another_office_are_never_met(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    first, second = two_offices
    with within(first):
        looks_after(an_agency("Board", now=now), kind_of("Water"), None, now)
    with within(second):
        assert responsible(kind=kind_of("Water"), area=None, now=now) == []
        assert not agencies_matching().exists()
