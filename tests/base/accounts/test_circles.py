"""Circles, and looking inside one from outside."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import models

from baraza.base.accounts.actions import circles as acts
from baraza.base.accounts.models import Circle, Circled, CircledQuerySet, Role, User
from baraza.base.accounts.queries import circles_for
from baraza.base.accounts.signals import glass_broken
from baraza.base.channels.models import OutgoingItem
from tests.base.accounts.test_staff import Heard
from tests.staff import member_of_staff

REASON = "The person is in danger tonight and nobody of the circle answers."


@pytest.fixture
def inside(office: object) -> User:
    return member_of_staff(email="in@highlands.example", name="Inside", roles=[Role.CASEWORKER])


@pytest.fixture
def circle(inside: User) -> Circle:
    return acts.add_circle(name="Case 4", members=[inside])


@pytest.fixture
def shut(circle: Circle, now: datetime) -> OutgoingItem:
    return OutgoingItem.objects.create(
        kind="personal",
        recipient="a@post.example",
        from_address="office@highlands.example",
        subject="Yours",
        text="Yours",
        message_id="one@highlands.example",
        circle=circle,
        made_at=now,
        due_at=now,
    )


def sees(user: User) -> bool:
    return OutgoingItem.objects.visible_to(user).exists()


def test_only_the_circle_sees_it(shut: OutgoingItem, inside: User, staff: User) -> None:
    assert sees(inside)
    assert not sees(staff)


def test_whoever_left_sees_nothing(shut: OutgoingItem, inside: User) -> None:
    inside.is_active = False
    assert not sees(inside)


def test_a_manager_cannot_let_themselves_in(circle: Circle, staff: User) -> None:
    with pytest.raises(acts.NotAMember):
        acts.change_circle(circle=circle, name="Case 4", members=[staff], by=staff)
    assert staff not in circle.members.all()


def test_a_circle_is_never_empty(circle: Circle, inside: User) -> None:
    with pytest.raises(acts.NobodyLeft):
        acts.add_circle(name="Empty", members=[])
    with pytest.raises(acts.NobodyLeft):
        acts.change_circle(circle=circle, name="Case 4", members=[], by=inside)


def test_each_circle_has_a_name_of_its_own(circle: Circle, staff: User) -> None:
    with pytest.raises(acts.CircleNameTaken):
        acts.add_circle(name="Case 4", members=[staff])


def test_the_glass_is_broken_for_an_hour_with_a_reason_and_reported(
    shut: OutgoingItem, circle: Circle, inside: User, staff: User, now: datetime
) -> None:
    news = Heard(glass_broken)
    with time_machine.travel(now, tick=False) as clock:
        acts.break_glass(circle=circle, user=staff, reason=REASON, now=now)
        assert sees(staff)
        clock.shift(timedelta(minutes=61))
        assert not sees(staff)
    [told] = news
    assert (told["user"], told["reason"]) == (staff, REASON)
    assert (told["object_label"], told["object_id"]) == ("accounts.Circle", circle.pk)
    [sent] = mail.outbox
    assert sent.to == [inside.email]
    assert staff.name in sent.body
    assert REASON not in sent.body
    [view] = circles_for(user=inside, now=now)
    assert view.breaks[0].reason == REASON


def test_without_a_reason_the_glass_stays_whole(
    shut: OutgoingItem, circle: Circle, staff: User, now: datetime
) -> None:
    with pytest.raises(acts.ReasonTooShort):
        acts.break_glass(circle=circle, user=staff, reason="   because      ", now=now)
    assert not sees(staff)


@pytest.mark.parametrize("role", [Role.CASEWORKER, Role.AUDITOR, Role.VOLUNTEER, Role.MEMBER])
def test_other_roles_cannot_break_the_glass(circle: Circle, now: datetime, role: Role) -> None:
    user = member_of_staff(email="o@highlands.example", name="Other", roles=[role])
    with pytest.raises(PermissionDenied):
        acts.break_glass(circle=circle, user=user, reason=REASON, now=now)
    assert not mail.outbox


def with_circle() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if any(field.related_model is Circle and field.name == "circle" and not field.auto_created
               for field in model._meta.get_fields())
        and model._meta.label != "accounts.GlassBreak"
        and not model._meta.auto_created
    ]  # fmt: skip


def test_every_model_with_a_circle_can_be_asked_who_sees_it() -> None:
    found = with_circle()
    assert len(found) >= 5
    for model in found:
        assert issubclass(model, Circled), model
        assert isinstance(model._default_manager.all(), CircledQuerySet), model
        assert model._meta.get_field("circle").remote_field.on_delete is models.PROTECT, model


@pytest.mark.django_db
def test_no_model_with_a_circle_shows_anything_to_nobody(office: object) -> None:
    for model in with_circle():
        nobody = model._default_manager.visible_to(User(is_active=False))
        assert nobody.query.is_empty(), model
