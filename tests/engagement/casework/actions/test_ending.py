"""Nobody is waited for any more, and what has not left does not."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation
from baraza.dialogue.conversations.models import Approval, ApprovalState, Draft, PaperLetter
from baraza.engagement.casework.actions.closing import close, undo_close
from baraza.engagement.casework.actions.deciding import decide
from baraza.engagement.casework.actions.hearing import end_inquiry
from baraza.engagement.casework.models import (
    Case,
    DeclineGround,
    Inquiry,
    InquiryState,
    Outcome,
    WayForward,
)
from baraza.engagement.casework.rules import NOT_TAKEN_ON, may_leave
from tests.inquiries import a_case_in_work, asked, the_pension_office
from tests.staff import member_of_staff

WORDS = "How does the matter stand?"


@pytest.fixture(autouse=True)
def _on_that_monday(now: datetime) -> Iterator[None]:
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(office: Office, staff: User, now: datetime) -> Case:
    return a_case_in_work(by=staff, now=now, state="working")


@pytest.fixture
def inquiry(case: Case, agency: Organisation, staff: User, now: datetime) -> Inquiry:
    """Its letter waits to leave."""
    return asked(case, agency, by=staff, now=now)


def test_closing_a_case_stops_letters_to_those_nobody_waits_for(
    case: Case, inquiry: Inquiry, staff: User, now: datetime
) -> None:
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, ended=[inquiry.pk])
    inquiry.refresh_from_db()
    case.refresh_from_db()
    assert (inquiry.state, case.state) == (InquiryState.ENDED, "closed")
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert Draft.objects.get(conversation=inquiry.conversation_id).text == WORDS


def test_what_goes_on_after_the_end_of_a_case_leaves(
    case: Case, inquiry: Inquiry, staff: User, now: datetime
) -> None:
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now)
    assert OutgoingItem.objects.get().state == OutgoingState.WAITING


def test_not_closed_after_all_they_are_waited_for_again(
    case: Case, inquiry: Inquiry, staff: User, now: datetime
) -> None:
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, ended=[inquiry.pk])
    undo_close(case=case, by=staff, now=now)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WAITING
    assert Draft.objects.get(conversation=inquiry.conversation_id).text == WORDS


def test_expecting_nothing_more_stops_a_letter_and_takes_paper_from_the_printer(
    case: Case, agency: Organisation, staff: User, now: datetime
) -> None:
    for way in (Channel.EMAIL, Channel.LETTER):
        inquiry = asked(
            case, agency, by=staff, now=now, channel=way, postal_address="Pension office\nMain road"
        )
        end_inquiry(inquiry=inquiry, by=staff, now=now)
        inquiry.refresh_from_db()
        assert inquiry.state == InquiryState.ENDED
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert not PaperLetter.objects.exists()


def test_what_waits_for_approval_is_withdrawn(
    case: Case, agency: Organisation, staff: User, now: datetime
) -> None:
    writer = member_of_staff(email="v@highlands.example", name="Vic Vole", roles=[Role.VOLUNTEER])
    inquiry = asked(case, agency, by=writer, now=now)
    close(case=case, outcome=Outcome.SOLVED, by=staff, now=now, ended=[inquiry.pk])
    assert Approval.objects.get().state == ApprovalState.WITHDRAWN


def test_a_later_refusal_stops_letters_that_wait(
    case: Case, inquiry: Inquiry, staff: User, now: datetime
) -> None:
    decide(
        case_id=case.pk,
        way=WayForward.DECLINE,
        ground=DeclineGround.MONEY,
        reason="It is about money.",
        by=staff,
        now=now,
    )
    item = OutgoingItem.objects.get()
    assert item.state == OutgoingState.CANCELLED
    # Whatever is brought back into the outbox by another way does not leave, either.
    assert may_leave([item.guard_subject]) == {item.guard_subject: NOT_TAKEN_ON}


def test_taking_it_on_anew_stops_nothing(
    case: Case, inquiry: Inquiry, staff: User, now: datetime
) -> None:
    decide(case_id=case.pk, way=WayForward.RESOLVE, reason="Still ours.", by=staff, now=now)
    item = OutgoingItem.objects.get()
    assert item.state == OutgoingState.WAITING
    assert may_leave([item.guard_subject]) == {}
