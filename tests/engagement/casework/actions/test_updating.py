"""People are told how their case stands."""

from datetime import date, datetime, timedelta

import pytest

from baraza.base.accounts.models import Role, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.actions import approving, reply
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.begin import NotToBeContacted
from baraza.dialogue.conversations.models import Approval, Conversation
from baraza.engagement.casework.actions.changing import CaseChanged
from baraza.engagement.casework.actions.updating import (
    NobodyToTell,
    take_back_update,
    tell,
)
from baraza.engagement.casework.models import Case, CaseConversation, CaseState, CaseUpdate
from baraza.engagement.casework.queries.status import status_of_case
from tests.cases import a_case
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff

MONDAY_IN_TWO_WEEKS = date(2026, 5, 18)


@pytest.fixture
def case(office: Office, now: datetime) -> Case:
    """A case of somebody who can be written to."""
    person = somebody("Amani Njeri", email="amani@post.example")
    return a_case(now=now, person=person, next_update_date=now.date(), update_days=10)


def test_a_first_letter_begins_a_thread_of_the_case_that_names_no_matter(
    case: Case, staff: User, now: datetime
) -> None:
    update = tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    assert isinstance(update, CaseUpdate)
    item = OutgoingItem.objects.get()
    assert item.recipient == "amani@post.example"
    assert case.code in item.subject
    assert "pension" not in item.subject.lower()
    link = CaseConversation.objects.get(case=case)
    assert update.message.conversation_id == link.conversation_id
    case.refresh_from_db()
    assert case.next_update_date == MONDAY_IN_TWO_WEEKS
    assert case.version == 2


def test_later_letters_stay_in_the_thread_they_are_answered_in(
    case: Case, staff: User, now: datetime
) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    update = tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    assert update.message.conversation_id == thread.pk
    assert Conversation.objects.count() == 1


def test_a_thread_with_somebody_else_is_not_used_for_what_concerns_the_person(
    case: Case, staff: User, now: datetime
) -> None:
    bring(letter(sender="A Neighbour <neighbour@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    assert OutgoingItem.objects.get().recipient == "amani@post.example"


def test_whoever_asks_for_somebody_else_is_told(case: Case, staff: User, now: datetime) -> None:
    case.asked_by = somebody("Wanjiru Njeri", email="wanjiru@post.example")
    case.save()
    tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    assert OutgoingItem.objects.get().recipient == "wanjiru@post.example"


def test_what_was_said_on_the_telephone_is_kept_and_winds_the_clock(
    case: Case, staff: User, now: datetime
) -> None:
    update = tell(case=case, text="Nothing new.", by=staff, now=now, channel=Channel.PHONE)
    assert (update.message, update.text) == (None, "Nothing new.")
    case.refresh_from_db()
    assert case.next_update_date == MONDAY_IN_TWO_WEEKS
    assert not OutgoingItem.objects.exists()
    assert AuditEntry.objects.about(case).filter(act="case_told").exists()


def test_a_letter_on_paper_waits_for_the_printer(case: Case, staff: User, now: datetime) -> None:
    update = tell(
        case=case,
        text="We asked them.",
        by=staff,
        now=now,
        channel=Channel.LETTER,
        address="Amani Njeri\nMbuni Road 4",
    )
    assert update.message.paper.address == "Amani Njeri\nMbuni Road 4"


def test_a_letter_taken_back_has_told_nobody(case: Case, staff: User, now: datetime) -> None:
    update = tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    words = take_back_update(update=update, by=staff, now=now + timedelta(seconds=4))
    assert words == "We asked them."
    assert not CaseUpdate.objects.exists()
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    case.refresh_from_db()
    assert case.next_update_date == now.date()  # as before


def test_a_letter_taken_back_in_the_inbox_has_told_nobody_either(
    case: Case, staff: User, now: datetime
) -> None:
    tell(case=case, text="First.", by=staff, now=now - timedelta(days=3), channel=Channel.PHONE)
    update = tell(case=case, text="We asked them.", by=staff, now=now, channel=Channel.EMAIL)
    reply.take_back(message=update.message, author=staff, now=now)
    assert [one.text for one in CaseUpdate.objects.all()] == ["First."]
    case.refresh_from_db()
    assert case.next_update_date == date(2026, 5, 15)  # as the first one set it


def test_an_answer_from_the_inbox_winds_the_clock_too(
    case: Case, staff: User, now: datetime
) -> None:
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    reply.reply(conversation=thread, author=staff, text="Thank you.", now=now)
    case.refresh_from_db()
    assert case.next_update_date == MONDAY_IN_TWO_WEEKS
    assert not CaseUpdate.objects.exists()


def test_words_that_need_approval_wait_and_wind_the_clock_when_they_leave(
    case: Case, staff: User, now: datetime
) -> None:
    update_profile(approval_roles=[Role.CASEWORKER])
    worker = member_of_staff(
        email="juma@highlands.example", name="Juma Abdi", roles=[Role.CASEWORKER]
    )
    asked = tell(case=case, text="We asked them.", by=worker, now=now, channel=Channel.EMAIL)
    assert isinstance(asked, Approval)
    case.refresh_from_db()
    assert case.next_update_date == now.date()
    assert not CaseUpdate.objects.exists()
    message = approving.grant(approval=asked, by=staff, now=now)
    case.refresh_from_db()
    assert case.next_update_date == MONDAY_IN_TWO_WEEKS
    # Then they may read it where they see how their case stands.
    [shown] = status_of_case(case=case, day=now.date()).updates
    assert (shown.text, shown.given_by, shown.message) == ("We asked them.", worker, message)
    assert "Juma" not in shown.text


def test_an_approved_answer_about_something_else_is_no_update(
    case: Case, staff: User, now: datetime
) -> None:
    update_profile(approval_roles=[Role.CASEWORKER])
    worker = member_of_staff(
        email="juma@highlands.example", name="Juma Abdi", roles=[Role.CASEWORKER]
    )
    bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
    thread = Conversation.objects.get()
    CaseConversation.objects.create(case=case, conversation=thread, added_at=now)
    asked = approving.ask(
        conversation=thread, author=worker, words=Words(text="Thank you."), now=now
    )
    approving.grant(approval=asked, by=staff, now=now)
    assert not CaseUpdate.objects.exists()


def test_a_closed_case_has_no_clock(case: Case, staff: User, now: datetime) -> None:
    Case.objects.filter(pk=case.pk).update(
        state=CaseState.CLOSED, closed_at=now, next_update_date=None
    )
    tell(case=case, text="The law has changed.", by=staff, now=now, channel=Channel.PHONE)
    case.refresh_from_db()
    assert case.next_update_date is None


def test_two_at_once_do_not_overwrite_one_another(case: Case, staff: User, now: datetime) -> None:
    tell(case=case, text="Told.", by=staff, now=now, channel=Channel.PHONE, version=1)
    with pytest.raises(CaseChanged):
        tell(case=case, text="Told too.", by=staff, now=now, channel=Channel.PHONE, version=1)
    assert CaseUpdate.objects.count() == 1


def test_nobody_known_cannot_be_written_to(office: Office, staff: User, now: datetime) -> None:
    with pytest.raises(NobodyToTell):
        tell(case=a_case(now=now), text="Hello", by=staff, now=now, channel=Channel.EMAIL)


def test_nobody_writes_to_who_does_not_want_it(case: Case, staff: User, now: datetime) -> None:
    case.person.do_not_contact = True
    case.person.save()
    with pytest.raises(NotToBeContacted):
        tell(case=case, text="Hello", by=staff, now=now, channel=Channel.EMAIL)


def test_letters_into_one_office_touch_no_case_of_the_other(
    two_offices: tuple[Office, Office], now: datetime
) -> None:
    for one in two_offices:
        with within(one):
            case = a_case(now=now, next_update_date=now.date(), update_days=10)
            bring(letter(sender="Amani Njeri <amani@post.example>"), now=now)
            CaseConversation.objects.create(
                case=case, conversation=Conversation.objects.get(), added_at=now
            )
    with within(two_offices[0]):
        leila = member_of_staff(email="leila@highlands.example", name="Leila Haddad")
        thread = Conversation.objects.get()
        reply.reply(conversation=thread, author=leila, text="Thank you.", now=now)
        assert Case.objects.get().next_update_date == MONDAY_IN_TWO_WEEKS
    with within(two_offices[1]):
        assert Case.objects.get().next_update_date == now.date()
