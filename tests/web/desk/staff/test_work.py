"""Handing work over, trainings, and what comes by mail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from baraza.base.accounts.models import MailWish, Role, Training, User
from baraza.base.accounts.queries import mail_wishes
from baraza.dialogue.conversations.actions.assigning import assign
from baraza.dialogue.conversations.models import Conversation
from tests.staff import member_of_staff
from tests.web.desk.page import read


@pytest.fixture
def amina(office) -> User:
    return member_of_staff(email="amina@h.example", name="Amina Said", roles=[Role.CASEWORKER])


@pytest.fixture
def omar(office) -> User:
    return member_of_staff(email="omar@h.example", name="Omar Diallo", roles=[Role.CASEWORKER])


def whose(rows: list[Conversation]) -> list[User | None]:
    found = Conversation.objects.in_bulk([row.pk for row in rows])
    return [found[row.pk].assigned_to for row in rows]


def test_all_that_waits_for_a_colleague_is_handed_over_and_taken_back(
    desk: Client, staff: User, amina: User, omar: User, arrive
):
    rows = arrive(3)
    assign(conversations=[row.pk for row in rows], to=amina, by=staff, now=timezone.now())
    desk.post(f"/desk/staff/{amina.pk}/hand-over/", {"to": omar.pk})
    assert whose(rows) == [omar] * 3
    page = read(desk.get(f"/desk/staff/{amina.pk}/").content)
    assert "3 letters were handed over." in page.text
    assert "Handed over." in page.text

    desk.post("/desk/staff/hand-over/take-back/")
    assert whose(rows) == [amina] * 3


def test_ones_own_letters_are_handed_over_too(desk: Client, staff: User, amina: User, arrive):
    rows = arrive(2)
    assign(conversations=[row.pk for row in rows], to=staff, by=staff, now=timezone.now())
    desk.post("/desk/staff/me/hand-over/", {"to": ""})
    assert whose(rows) == [None] * 2
    desk.post("/desk/staff/hand-over/take-back/")
    assert whose(rows) == [staff] * 2


def test_nothing_is_handed_to_who_writes_no_answers(desk: Client, staff: User, arrive):
    auditor = member_of_staff(email="au@h.example", name="Au", roles=[Role.AUDITOR])
    rows = arrive(1)
    assign(conversations=[rows[0].pk], to=staff, by=staff, now=timezone.now())
    desk.post("/desk/staff/me/hand-over/", {"to": auditor.pk})
    assert whose(rows) == [staff]


def test_a_training_is_noted_shown_to_its_owner_and_taken_away(desk: Client, staff: User):
    day = timezone.localdate() - timedelta(days=3)
    here = f"/desk/staff/{staff.pk}/trainings/"
    desk.post(here, {"name": "Data protection", "held_date": day, "given_by": "The clerk"})
    [training] = Training.objects.all()
    assert (training.user, training.given_by) == (staff, "The clerk")
    assert "Data protection" in read(desk.get("/desk/staff/me/").content).text

    desk.post(f"{here}{training.pk}/remove/")
    assert not Training.objects.exists()


@pytest.mark.parametrize("given", [{"name": "x"}, {"name": "", "held_date": "2026-01-01"}])
def test_a_training_without_sense_is_not_kept(desk: Client, staff: User, given: dict):
    desk.post(f"/desk/staff/{staff.pk}/trainings/", given)
    ahead = timezone.localdate() + timedelta(days=9)
    desk.post(f"/desk/staff/{staff.pk}/trainings/", {"name": "Later", "held_date": ahead})
    assert not Training.objects.exists()


def test_only_who_manages_staff_notes_trainings_and_hands_over_for_others(
    desk: Client, staff: User, amina: User
):
    User.objects.filter(pk=staff.pk).update(roles=[Role.CASEWORKER])
    day = timezone.localdate()
    given = {"name": "First aid", "held_date": day}
    assert desk.post(f"/desk/staff/{amina.pk}/trainings/", given).status_code == 403
    assert desk.post(f"/desk/staff/{amina.pk}/hand-over/", {"to": ""}).status_code == 403
    assert not Training.objects.exists()


def test_everybody_says_what_comes_by_mail(desk: Client, staff: User):
    wishes = mail_wishes(user=staff)
    desk.post("/desk/staff/me/mail/", {**wishes, "mentioned": "never", "due": "now"})
    assert mail_wishes(user=staff) == {**wishes, "mentioned": "never", "due": "now"}
    desk.post("/desk/staff/me/mail/", {**wishes, "mentioned": "hourly"})
    assert MailWish.objects.get(user=staff, kind="mentioned").timing == "never"
