"""A case that only some colleagues see: itself and everything that carries its words (P3)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from baraza.base.accounts.actions.circles import (
    NotAMember,
    add_circle,
    change_circle,
)
from baraza.base.accounts.models import Circle, User
from baraza.base.audit.actions import record
from baraza.dialogue.commitments.actions import set_promises_circle
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.actions import set_inputs_circle
from baraza.engagement.casework.actions.assigning import take_from_outsiders
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.models import Case

# The name stands in the list of circles, which all staff read: it says nothing of the case.
NAME = "Case {code}"

__all__ = ["NotAMember", "circle_of", "make_confidential", "open_to_all", "set_case_circle"]


def circle_of(case: Case) -> Circle | None:
    """The circle made for this case alone; None where it has none, or shares another's."""
    return Circle.objects.filter(name=NAME.format(code=case.code)).first()


@transaction.atomic
def make_confidential(*, case_id: int, members: Collection[User], by: User, now: datetime) -> Case:
    """Only these colleagues, and whoever does this, see the case from now on: its letters, inputs,
    threads with agencies, outgoing mail and promises go with it. Called again it changes who.

    Whoever works on it and is not among them does so no longer. Raises NotAMember where `by` is
    outside of the circle that has it already.
    """
    case = locked(case_id=case_id)
    inside = {by, *members}
    circle = circle_of(case)
    if circle is not None and circle.pk == case.circle_id:
        change_circle(circle=circle, name=circle.name, members=inside, by=by)
        take_from_outsiders(circle=circle, case_id=case.pk)
    else:
        if case.circle_id and not case.circle.members.filter(pk=by.pk).exists():
            raise NotAMember
        if circle is None:
            circle = add_circle(name=NAME.format(code=case.code), members=inside, by=by)
        else:
            # It was confidential once; that circle holds nothing now, so nobody is let in anywhere.
            circle.members.set(inside)
        _shut(case, circle, by)
    touched(case, now)
    record(actor=by, act="circle_set", obj=case, now=now, detail={"circle": circle.pk})
    return case


@transaction.atomic
def set_case_circle(*, case_id: int, circle: Circle | None, by: User, now: datetime) -> None:
    """Shut a case to all but a circle, or open it to all staff; all its words go with it."""
    case = locked(case_id=case_id)
    _shut(case, circle, by)
    touched(case, now)
    record(
        actor=by,
        act="circle_set",
        obj=case,
        now=now,
        detail={"circle": circle.pk if circle else None},
    )


@transaction.atomic
def open_to_all(*, case_id: int, by: User, now: datetime) -> None:
    """All staff see the case and its letters again; the circle made for it goes, unless something
    else belongs to it. Raises NotAMember.
    """
    case = Case.objects.select_related("circle").get(pk=case_id)
    if case.circle and not case.circle.members.filter(pk=by.pk).exists():
        raise NotAMember
    set_case_circle(case_id=case_id, circle=None, by=by, now=now)


def _shut(case: Case, circle: Circle | None, by: User) -> None:
    former = case.circle_id
    case.circle = circle
    case.save(update_fields=["circle"])
    if circle is not None:
        take_from_outsiders(circle=circle, case_id=case.pk)
    circle_id = circle.pk if circle else None
    for conversation in _threads(case):
        # Letters that were shut for a reason of their own stay so when the case is opened.
        if circle is not None or conversation.circle_id == former:
            set_circle(conversation=conversation, circle=circle, by=by)
    if case.input_id:
        set_inputs_circle(inputs=[case.input_id], circle_id=circle_id)
    promised = list(case.promises.values_list("commitment", flat=True))
    set_promises_circle(commitments=promised, circle_id=circle_id)


def _threads(case: Case) -> list[Conversation]:
    """With the constituent and with agencies, those that were joined to them, too."""
    own = list(case.conversations.values_list("conversation", flat=True))
    asked = case.inquiries.filter(conversation__isnull=False)
    numbers = [*own, *asked.values_list("conversation", flat=True)]
    return list(
        Conversation.objects.filter(pk__in=numbers)
        | Conversation.objects.filter(merged_into__in=numbers)
    )
