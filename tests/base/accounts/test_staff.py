"""Duties, absence and leaving."""

from datetime import date, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.dispatch import Signal

from baraza.base.accounts import rules
from baraza.base.accounts.actions import circles, sessions
from baraza.base.accounts.actions import staff as acts
from baraza.base.accounts.models import Role, StaffSession, User
from baraza.base.accounts.queries import colleagues, stand_in
from baraza.base.accounts.rules import Permission
from baraza.base.accounts.signals import account_changed, staff_left
from tests.staff import member_of_staff

P = Permission


class Heard(list):
    """What a signal says, for as long as the test lasts."""

    def __init__(self, signal: Signal) -> None:
        super().__init__()
        signal.connect(self)

    def __call__(self, **given: object) -> None:
        self.append(given)

    def __hash__(self) -> int:
        return id(self)


@pytest.fixture
def jonas(office: object, staff: User) -> User:
    return member_of_staff(
        email="jonas@highlands.example", name="Jonas Weber", roles=[Role.CASEWORKER]
    )


def test_the_first_member_of_staff_may_manage_the_others(office: object) -> None:
    first = acts.add_staff(email="first@highlands.example", name="First")
    second = acts.add_staff(email="second@highlands.example", name="Second")
    assert rules.may(first, P.MANAGE_STAFF)
    assert second.roles == [Role.CASEWORKER]


def test_an_address_has_one_place(jonas: User) -> None:
    with pytest.raises(acts.AlreadyHere) as already:
        acts.add_staff(email="JONAS@highlands.example", name="Another")
    assert already.value.user == jonas


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.MEMBER, {P.ANSWER, P.APPROVE}, {P.MANAGE_STAFF}),
        (Role.CHIEF_OF_STAFF, set(P), set()),
        (Role.CASEWORKER, {P.ANSWER, P.MANAGE_CASES}, {P.MANAGE_SETUP, P.BREAK_GLASS}),
        (Role.CORRESPONDENCE, {P.ANSWER, P.MANAGE_LIBRARY}, {P.MANAGE_STAFF}),
        (Role.COMMUNICATIONS, {P.PUBLISH}, {P.MANAGE_STAFF}),
        (Role.VOLUNTEER, {P.READ_LETTERS, P.DRAFT}, {P.ANSWER, P.PUBLISH, P.EXPORT}),
        (
            Role.AUDITOR,
            {P.READ_LETTERS, P.SEE_AUDIT},
            {P.DRAFT, P.ANSWER, P.FILE_LETTERS, P.MANAGE_SETUP, P.MANAGE_STAFF},
        ),
        (Role.ADMINISTRATOR, {P.MANAGE_SETUP, P.MANAGE_STAFF, P.BREAK_GLASS}, {P.ANSWER}),
    ],
)
def test_what_a_role_may_do(role: Role, may: set[P], may_not: set[P]) -> None:
    user = User(email="a@b.example", name="A", roles=[role])
    allowed = rules.permissions_of(user)
    assert may <= allowed
    assert not may_not & allowed


def test_without_a_role_or_after_leaving_nothing_is_allowed() -> None:
    assert not rules.permissions_of(User(roles=[]))
    gone = User(roles=[Role.CHIEF_OF_STAFF], is_active=False)
    assert not rules.permissions_of(gone)
    with pytest.raises(PermissionDenied):
        rules.require(gone, P.READ_LETTERS)


def test_roles_add_up() -> None:
    user = User(roles=[Role.VOLUNTEER, Role.AUDITOR])
    assert {P.DRAFT, P.SEE_AUDIT} <= rules.permissions_of(user)


def test_new_roles_end_the_sessions(jonas: User, staff: User, now: datetime) -> None:
    session = sessions.begin_session(user=jonas, address=None, device="", now=now)
    before = jonas.get_session_auth_hash()
    acts.change_duties(
        user=jonas, roles=[Role.VOLUNTEER], workplace="", languages=[], by=staff, now=now
    )
    session.refresh_from_db()
    assert session.ended_at == now
    assert User.objects.get(pk=jonas.pk).get_session_auth_hash() != before


def test_the_same_roles_end_nothing(jonas: User, staff: User, now: datetime) -> None:
    session = sessions.begin_session(user=jonas, address=None, device="", now=now)
    acts.change_duties(
        user=jonas,
        roles=[Role.CASEWORKER],
        workplace="capital",
        languages=["fr"],
        by=staff,
        now=now,
    )
    session.refresh_from_db()
    assert session.ended_at is None
    jonas.refresh_from_db()
    assert (jonas.workplace, jonas.languages) == ("capital", ["fr"])


def test_nobody_changes_their_own_roles(staff: User, now: datetime) -> None:
    with pytest.raises(acts.NotForOneself):
        acts.change_duties(
            user=staff, roles=[Role.MEMBER], workplace="", languages=[], by=staff, now=now
        )


def test_somebody_who_manages_staff_remains(jonas: User, staff: User, now: datetime) -> None:
    with pytest.raises(acts.NobodyElseManagesStaff):
        acts.leave(user=staff, to=None, by=jonas, now=now)
    staff.refresh_from_db()
    assert staff.is_active


def test_leaving_closes_every_way_in_and_hands_the_work_over(
    jonas: User, staff: User, now: datetime
) -> None:
    left, changed = Heard(staff_left), Heard(account_changed)
    sessions.begin_session(user=jonas, address=None, device="", now=now)
    alone = circles.add_circle(name="Case 1", members=[jonas])
    shared = circles.add_circle(name="Case 2", members=[jonas, staff])
    acts.leave(user=jonas, to=staff, by=staff, now=now)
    jonas.refresh_from_db()
    assert not jonas.is_active
    assert not jonas.has_usable_password()
    assert not StaffSession.objects.filter(user=jonas, ended_at__isnull=True).exists()
    assert not Authenticator.objects.filter(user=jonas).exists()
    assert list(alone.members.all()) == [staff]
    assert list(shared.members.all()) == [staff]
    assert (left[0]["user"], left[0]["to"], left[0]["now"]) == (jonas, staff, now)
    assert changed[0]["what"] == "left"


def test_work_goes_to_somebody_who_is_here(jonas: User, staff: User, now: datetime) -> None:
    with pytest.raises(ValueError, match="somebody else"):
        acts.leave(user=jonas, to=jonas, by=staff, now=now)


def test_a_lost_second_factor_is_set_up_anew(jonas: User, staff: User, now: datetime) -> None:
    session = sessions.begin_session(user=jonas, address=None, device="", now=now)
    acts.forget_factors(user=jonas, by=staff, now=now)
    session.refresh_from_db()
    assert session.ended_at
    assert [user.has_factor for user in colleagues() if user == jonas] == [False]
    with pytest.raises(acts.NotForOneself):
        acts.forget_factors(user=staff, by=staff, now=now)


def test_somebody_stands_in_while_somebody_is_away(jonas: User, staff: User) -> None:
    first, last = date(2026, 5, 4), date(2026, 5, 8)
    acts.add_absence(user=jonas, first_date=first, last_date=last, delegate=staff)
    assert stand_in(user=jonas, day=first) == staff
    assert stand_in(user=jonas, day=last) == staff
    assert stand_in(user=jonas, day=date(2026, 5, 9)) == jonas
    acts.add_absence(user=staff, first_date=last, last_date=last, delegate=jonas)
    assert stand_in(user=jonas, day=last) is None


def test_days_that_make_no_sense_are_refused(jonas: User) -> None:
    for first, last, delegate in (
        (date(2026, 5, 8), date(2026, 5, 4), None),
        (date(2026, 5, 4), date(2026, 5, 8), jonas),
    ):
        with pytest.raises(ValidationError):
            acts.add_absence(user=jonas, first_date=first, last_date=last, delegate=delegate)
