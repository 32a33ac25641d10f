"""A letter in the inbox is what an agency answers: it joins the inquiry, or it never did."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext_noop

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.dialogue.conversations.actions import to_agencies
from baraza.dialogue.conversations.actions.to_agencies import CannotMove
from baraza.dialogue.conversations.models import Conversation
from baraza.engagement.casework.actions.changing import locked, touched
from baraza.engagement.casework.actions.clocks import answered
from baraza.engagement.casework.actions.hearing import tell_workers
from baraza.engagement.casework.actions.inquiring import thread_of
from baraza.engagement.casework.models import (
    AgencyLetter,
    Case,
    CaseConversation,
    Inquiry,
    InquiryState,
)

__all__ = ["CannotMove", "answers_none", "claim", "give_back", "may_answer"]

THEIRS = gettext_noop("The person this case is about wrote this: it is no agency’s letter.")
ELSEWHERE = gettext_noop("These letters belong to another case. Take them out of it first.")


@transaction.atomic
def claim(*, conversation: Conversation, inquiry: Inquiry, by: User, now: datetime) -> AgencyLetter:
    """These letters answer this inquiry: they stand in its thread from now on, and its clock stops.
    `give_back` undoes it. Raises CannotMove.
    """
    case = locked(case_id=inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=inquiry.pk)
    if conversation.person_id and conversation.person_id in {case.person_id, case.asked_by_id}:
        raise CannotMove(THEIRS)
    before = _clock(inquiry)
    before["belonged"] = _taken_out(conversation, case)
    came = conversation.messages.order_by("-happened_at", "-pk").first()
    joining = to_agencies.move(
        conversation=conversation, thread=thread_of(inquiry, now), by=by, now=now
    )
    if came is not None:
        answered(inquiry, came.happened_at)
    inquiry.save()
    found, _ = AgencyLetter.objects.update_or_create(
        conversation=conversation,
        defaults={
            "inquiry": inquiry,
            "joining": joining,
            "former": before,
            "left": _clock(inquiry),
            "said_by": by,
            "said_at": now,
        },
    )
    touched(case, now)
    tell_workers([case], but=by, now=now)
    record(
        actor=by,
        act="agency_letter_found",
        obj=case,
        now=now,
        detail={"inquiry": inquiry.pk, "conversation": conversation.pk},
    )
    return found


@transaction.atomic
def give_back(*, found: AgencyLetter, by: User, now: datetime) -> Conversation:
    """It answers something else: the letters wait in the inbox as before, and the clock runs as it
    did, unless somebody moved it since.
    """
    case = locked(case_id=found.inquiry.case_id)
    inquiry = Inquiry.objects.select_for_update(of=("self",)).get(pk=found.inquiry_id)
    conversation = found.conversation
    if found.joining is not None:
        conversation = to_agencies.move_back(joining=found.joining)
    if _clock(inquiry) == found.left:
        _wind_back(inquiry, found.former)
    if found.former.get("belonged"):
        CaseConversation.objects.get_or_create(
            conversation=conversation, defaults={"case": case, "added_at": now}
        )
    found.delete()
    touched(case, now)
    record(
        actor=by,
        act="agency_letter_given_back",
        obj=case,
        now=now,
        detail={"inquiry": inquiry.pk, "conversation": conversation.pk},
    )
    return conversation


@transaction.atomic
def answers_none(*, conversation: Conversation, by: User, now: datetime) -> None:
    """It answers no inquiry, and nobody is asked again."""
    AgencyLetter.objects.get_or_create(
        conversation=conversation, defaults={"said_by": by, "said_at": now}
    )
    record(actor=by, act="agency_letter_rejected", obj=conversation, now=now)


@transaction.atomic
def may_answer(*, conversation: Conversation, by: User, now: datetime) -> None:
    """Undo `answers_none`."""
    AgencyLetter.objects.filter(conversation=conversation, inquiry__isnull=True).delete()
    record(actor=by, act="agency_letter_allowed", obj=conversation, now=now)


def _taken_out(conversation: Conversation, case: Case) -> bool:
    held = CaseConversation.objects.filter(conversation=conversation).first()
    if held is None:
        return False
    if held.case_id != case.pk:
        raise CannotMove(ELSEWHERE)
    held.delete()
    return True


def _clock(inquiry: Inquiry) -> dict[str, str | bool]:
    def words(moment: date | None) -> str:
        return moment.isoformat() if moment else ""

    return {
        "state": str(inquiry.state),
        "answered_at": words(inquiry.answered_at),
        "ended_at": words(inquiry.ended_at),
        "chase_date": words(inquiry.chase_date),
    }


def _wind_back(inquiry: Inquiry, former: dict[str, str]) -> None:
    inquiry.state = InquiryState(former["state"])
    inquiry.answered_at = parse_datetime(former["answered_at"])
    inquiry.ended_at = parse_datetime(former["ended_at"])
    inquiry.chase_date = parse_date(former["chase_date"])
    inquiry.save(update_fields=["state", "answered_at", "ended_at", "chase_date"])
