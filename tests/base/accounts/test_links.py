"""Invitations and new passwords by mail."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError

from baraza.base.accounts.actions import links
from baraza.base.accounts.actions.sessions import begin_session
from baraza.base.accounts.actions.staff import add_staff, leave
from baraza.base.accounts.models import ResetRequest, SignInLink, StaffSession, User

SITE = "https://highlands.example/"
NEW = "four-slow-blue-boats"


@pytest.fixture
def newcomer(office: object, staff: User) -> User:
    return add_staff(email="Jonas@Highlands.example", name="Jonas Weber")


def invited(user: User, by: User, now: datetime) -> str:
    links.invite(user=user, by=by, site=SITE, now=now)
    return mail.outbox[-1].body.split(f"{SITE}accounts/link/")[1].split("/")[0]


def test_an_invitation_lets_somebody_choose_a_password(
    newcomer: User, staff: User, now: datetime
) -> None:
    token = invited(newcomer, staff, now)
    assert mail.outbox[-1].to == ["jonas@highlands.example"]
    assert staff.name in mail.outbox[-1].body
    user = links.use_link(token=token, password=NEW, now=now + timedelta(days=6))
    assert user.check_password(NEW)
    assert not user.is_invited


def test_an_invitation_works_once(newcomer: User, staff: User, now: datetime) -> None:
    token = invited(newcomer, staff, now)
    links.use_link(token=token, password=NEW, now=now)
    with pytest.raises(links.LinkUnusable):
        links.use_link(token=token, password="another-password-here", now=now)
    newcomer.refresh_from_db()
    assert newcomer.check_password(NEW)


def test_an_invitation_expires(newcomer: User, staff: User, now: datetime) -> None:
    token = invited(newcomer, staff, now)
    with pytest.raises(links.LinkUnusable):
        links.use_link(token=token, password=NEW, now=now + timedelta(days=7))
    newcomer.refresh_from_db()
    assert newcomer.is_invited


def test_a_second_invitation_voids_the_first(newcomer: User, staff: User, now: datetime) -> None:
    first = invited(newcomer, staff, now)
    second = invited(newcomer, staff, now)
    with pytest.raises(links.LinkUnusable):
        links.find_link(token=first, now=now)
    assert links.find_link(token=second, now=now).user == newcomer


def test_the_token_is_not_kept(newcomer: User, staff: User, now: datetime) -> None:
    token = invited(newcomer, staff, now)
    assert token not in str(list(SignInLink.objects.values()))


def test_a_weak_password_is_refused_and_the_link_stays_good(
    newcomer: User, staff: User, now: datetime
) -> None:
    token = invited(newcomer, staff, now)
    for weak in ("short", "password1234", "jonas@highlands.example"):
        with pytest.raises(ValidationError):
            links.use_link(token=token, password=weak, now=now)
    assert links.use_link(token=token, password=NEW, now=now) == newcomer


def test_whoever_left_cannot_come_back_by_an_old_link(
    newcomer: User, staff: User, now: datetime
) -> None:
    token = invited(newcomer, staff, now)
    leave(user=newcomer, to=None, by=staff, now=now)
    with pytest.raises(links.LinkUnusable):
        links.use_link(token=token, password=NEW, now=now)


def test_a_new_password_ends_every_session(staff: User, now: datetime) -> None:
    begin_session(user=staff, address="192.0.2.7", device="", now=now)
    before = staff.get_session_auth_hash()
    links.ask_for_reset(email=staff.email.upper(), site=SITE, now=now)
    assert links.answer_reset_requests(now=now) == 1
    token = mail.outbox[-1].body.split("accounts/link/")[1].split("/")[0]
    user = links.use_link(token=token, password=NEW, now=now + timedelta(hours=1))
    assert not StaffSession.objects.filter(user=user, ended_at__isnull=True).exists()
    assert user.get_session_auth_hash() != before


def test_a_reset_link_lasts_two_hours(staff: User, now: datetime) -> None:
    links.ask_for_reset(email=staff.email, site=SITE, now=now)
    links.answer_reset_requests(now=now)
    token = mail.outbox[-1].body.split("accounts/link/")[1].split("/")[0]
    with pytest.raises(links.LinkUnusable):
        links.find_link(token=token, now=now + timedelta(hours=2))


def test_nothing_is_mailed_to_an_address_nobody_signs_in_with(staff: User, now: datetime) -> None:
    links.ask_for_reset(email="nobody@highlands.example", site=SITE, now=now)
    assert links.answer_reset_requests(now=now) == 0
    assert not mail.outbox
    assert not ResetRequest.objects.exists()


def test_whoever_was_invited_and_asks_gets_the_invitation_again(
    newcomer: User, now: datetime
) -> None:
    links.ask_for_reset(email=newcomer.email, site=SITE, now=now)
    links.answer_reset_requests(now=now)
    assert newcomer.links.get().kind == "invitation"
