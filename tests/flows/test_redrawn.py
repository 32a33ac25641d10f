"""Boundaries were redrawn: who answers for the areas of before, and for those of now."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baraza.base.accounts.models import User
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.places.actions.by_hand import end_area
from baraza.base.places.models import Area
from baraza.dialogue.conversations.actions.office_rules import add_rule
from baraza.dialogue.conversations.models import AssignmentRule
from baraza.engagement.casework.actions.agencies import add_responsibility, retire_agency
from baraza.engagement.casework.models import Responsibility
from baraza.flows.redrawn import follow, left_behind, unfollow
from tests.agencies import an_agency, an_area
from tests.cases import kind_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def district(office: Office, now: datetime) -> Area:
    return an_area("Nyando", now=now, kind="district")


@pytest.fixture
def ahero(district: Area, now: datetime) -> Area:
    return an_area("Ahero", now=now, parent=district)


def became(area: Area, *names: str, now: datetime) -> list[Area]:
    """The area is no longer in force; these came after it, in the same place."""
    parts = [an_area(name, now=now, parent=area.parent) for name in names]
    end_area(
        area=area,
        day=now.date(),
        successors=Area.objects.filter(pk__in=[part.pk for part in parts]),
        by=None,
        now=now,
    )
    return parts


def told(now: datetime) -> list[list[str]]:
    return [[area.name for area in one.missing] for one in left_behind(day=now.date())]


def test_agency_and_rule_hold_for_every_part_of_a_divided_area(
    ahero: Area, staff: User, now: datetime
) -> None:
    board = an_agency("Water board", now=now)
    add_responsibility(
        agency=board, kind=kind_of("Water"), area=ahero, what="taps", by=None, now=now
    )
    first = add_rule(user=staff, area=ahero, language="sw")
    last = add_rule(role="caseworker")
    assert told(now) == []
    north, south = became(ahero, "Ahero Kaskazini", "Ahero Kusini", now=now)
    assert told(now) == [["Ahero Kaskazini", "Ahero Kusini"]] * 2

    done = follow(by=staff, now=now)

    assert told(now) == []
    said = Responsibility.objects.filter(agency=board, what="taps").values_list("area", flat=True)
    assert set(said) == {ahero.pk, north.pk, south.pk}
    rules = list(AssignmentRule.objects.values_list("area", "language", "user"))
    assert rules == [
        *((area.pk, "sw", staff.pk) for area in (ahero, north, south)),
        (None, "", None),
    ]

    unfollow(followed=done, by=staff)

    assert list(AssignmentRule.objects.all()) == [first, last]
    assert Responsibility.objects.get().area == ahero
    assert len(told(now)) == 2


def test_what_is_said_of_the_new_area_or_of_all_around_it_is_not_asked_for(
    district: Area, ahero: Area, staff: User, now: datetime
) -> None:
    board, water = an_agency("Water board", now=now), kind_of("Water")
    [new] = became(ahero, "Ahero Mjini", now=now)
    for area in (ahero, new):
        add_responsibility(agency=board, kind=water, area=area, by=None, now=now)
    for area in (ahero, district):
        add_rule(user=staff, area=area)
    everywhere = kind_of("Roads")
    for area in (ahero, None):
        add_responsibility(agency=board, kind=everywhere, area=area, by=None, now=now)
    assert told(now) == []


def test_an_area_redrawn_twice_leads_to_that_of_today(
    ahero: Area, staff: User, now: datetime
) -> None:
    add_rule(user=staff, area=ahero)
    [second] = became(ahero, "Second", now=now)
    later = now + timedelta(days=30)
    became(second, "Third", now=later)
    assert told(later) == [["Third"]]


def test_who_left_and_what_is_no_longer_used_is_not_carried_on(
    ahero: Area, staff: User, now: datetime
) -> None:
    board = an_agency("Water board", now=now)
    add_responsibility(agency=board, kind=kind_of("Water"), area=ahero, by=None, now=now)
    retire_agency(agency=board, by=None, now=now)
    add_rule(user=staff, area=ahero)
    User.objects.filter(pk=staff.pk).update(is_active=False)
    became(ahero, "Ahero Mjini", now=now)
    assert told(now) == []


def test_it_costs_as_much_for_many_as_for_one(ahero: Area, staff: User, now: datetime) -> None:
    board = an_agency("Water board", now=now)
    became(ahero, "One", "Two", now=now)
    costs = []
    for name in ("Water", "Roads", "Schools"):
        add_responsibility(agency=board, kind=kind_of(name), area=ahero, by=None, now=now)
        add_rule(user=staff, area=ahero, language=name[:2].lower())
        with CaptureQueriesContext(connection) as asked:
            for one in left_behind(day=now.date()):
                assert one.row.area
                assert str(one.row.agency if not one.is_rule else one.row.user)
        costs.append(len(asked))
    assert costs[0] == costs[2] <= 5


def test_the_day_is_the_office_s_own(ahero: Area, staff: User, now: datetime) -> None:
    update_profile(timezone="Africa/Nairobi")
    add_rule(user=staff, area=ahero)
    [new] = became(ahero, "Ahero Mjini", now=now)
    # Ten in the evening of the day before in London, and the day itself in Nairobi.
    follow(by=staff, now=datetime(2026, 5, 3, 22, 0, tzinfo=UTC))
    assert AssignmentRule.objects.filter(area=new).exists()
