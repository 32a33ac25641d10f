"""A letter of an agency that quotes nothing: brought from the inbox to its inquiry, and back."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import User
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation, Person
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message, Note
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions.belonging import add_letters
from baraza.engagement.casework.actions.claiming import (
    CannotMove,
    answers_none,
    claim,
    give_back,
    may_answer,
)
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.actions.hearing import Said, log_contact
from baraza.engagement.casework.models import (
    AgencyLetter,
    Case,
    CaseConversation,
    Inquiry,
    InquiryState,
)
from baraza.engagement.casework.queries.claiming import Sign, candidates_for, is_clear
from baraza.engagement.casework.queries.inquiries import inquiries_of
from baraza.insight.queries import figures
from tests.inquiries import PENSIONS, a_case_in_work, asked, the_pension_office
from tests.letters import WRITTEN, bring, letter

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(office: Office, staff: User, now: datetime) -> Case:
    person = Person.objects.create(name="Amani Njeri", sort_key="amani njeri", added_at=now)
    return a_case_in_work(by=staff, now=now, person=person)


@pytest.fixture
def inquiry(case: Case, agency: Organisation, staff: User, now: datetime) -> Inquiry:
    return asked(case, agency, by=staff, now=now, reference="PF 2026/118")


def fresh(
    now: datetime,
    text: str = "The pension is paid out in June.",
    *,
    sender: str = f"Pension office <{PENSIONS}>",
    subject: str = "Your question",
    number: int = 1,
    **fields: object,
) -> Conversation:
    """A letter that answers nothing by its headers, as it lies in the inbox."""
    message_id = f"<fresh{number}@pensions.example>"
    date = WRITTEN + timedelta(minutes=number)
    bring(
        letter(text, sender=sender, subject=subject, message_id=message_id, date=date, **fields),
        now=now,
    )
    return Message.objects.get(message_id=message_id[1:-1]).conversation


def offered(conversation: Conversation, user: User) -> list[tuple[int, tuple[Sign, ...]]]:
    letters = conversation.messages.all()
    found = candidates_for(conversation=conversation, letters=letters, user=user)
    return [(one.inquiry.pk, one.signs) for one in found]


def test_a_letter_from_a_known_address_is_offered_the_inquiry_with_the_reason(
    inquiry: Inquiry, staff: User, now: datetime
):
    letters = fresh(now)
    assert letters.state == ConversationState.TO_ANSWER
    assert offered(letters, staff) == [(inquiry.pk, (Sign.ADDRESS,))]


@pytest.mark.parametrize(
    ("text", "sender", "sign"),
    [
        ("As to PF 2026/118: it is paid.", "Registry <registry@ministry.example>", Sign.REFERENCE),
        ("It is paid.", "Another clerk <other@pensions.example>", Sign.ADDRESS),
        ("Your {code}: it is paid.", "Registry <registry@ministry.example>", Sign.CODE),
        ("Your {code} it is.", "Clerk <clerk.of.pensions@gmail.com>", Sign.CODE),
    ],
)
def test_what_speaks_for_an_inquiry(
    inquiry: Inquiry, staff: User, now: datetime, text: str, sender: str, sign: Sign
):
    letters = fresh(now, text.format(code=inquiry.case.code.lower()), sender=sender)
    [(number, signs)] = offered(letters, staff)
    assert (number, signs[0]) == (inquiry.pk, sign)


def test_nothing_is_offered_to_strangers_for_a_name_or_to_the_constituent(
    inquiry: Inquiry, case: Case, staff: User, now: datetime
):
    assert offered(fresh(now, "I know Amani Njeri.", sender="A <a@post.example>"), staff) == []
    own = fresh(now, f"About {case.code}", sender="Amani <amani@post.example>", number=2)
    own.person = case.person
    assert offered(own, staff) == []


def test_what_more_speaks_for_comes_first_and_only_then_one_press_is_enough(
    inquiry: Inquiry, agency: Organisation, staff: User, now: datetime
):
    other = asked(
        a_case_in_work(by=staff, now=now, title="Another pension"), agency, by=staff, now=now
    )
    letters = fresh(now)
    both = candidates_for(conversation=letters, letters=letters.messages.all(), user=staff)
    assert {one.inquiry.pk for one in both} == {inquiry.pk, other.pk}
    assert not is_clear(both)
    named = fresh(now, "Amani Njeri is paid in June.", number=2)
    found = candidates_for(conversation=named, letters=named.messages.all(), user=staff)
    assert found[0].inquiry == inquiry
    assert is_clear(found)


def test_claimed_it_stands_in_the_inquiry_and_is_no_input(
    inquiry: Inquiry, case: Case, staff: User, now: datetime
):
    letters = fresh(now)
    Note.objects.create(conversation=letters, author=staff, text="Odd.", written_at=now)
    assert Input.objects.count() == 1
    claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    [shown] = inquiries_of(case=case, user=staff)
    assert "The pension is paid out in June." in [one.said for one in shown.said]
    assert [note.text for note in shown.notes] == ["Odd."]
    assert shown.inquiry.state == InquiryState.ANSWERED
    assert not Input.objects.exists()
    assert not Conversation.objects.visible_to(staff).filter(pk=letters.pk).exists()
    assert figures().contradictions() == []
    assert offered(letters, staff) == []


def test_what_answers_the_letter_later_comes_to_the_inquiry(
    inquiry: Inquiry, staff: User, now: datetime
):
    claim(conversation=fresh(now), inquiry=inquiry, by=staff, now=now)
    bring(
        letter(
            "One more thing.",
            sender=f"Pension office <{PENSIONS}>",
            in_reply_to="<fresh1@pensions.example>",
            message_id="<more@pensions.example>",
        ),
        now=now,
    )
    thread = Message.objects.get(message_id="more@pensions.example").conversation
    assert thread == Inquiry.objects.get().conversation


def test_given_back_everything_is_as_it_was(
    inquiry: Inquiry, case: Case, staff: User, now: datetime
):
    chase = inquiry.chase_date
    letters = fresh(now)
    message = letters.messages.get()
    message.sender_warning = "Somebody else?"
    message.save()
    add_letters(case_id=case.pk, conversation=letters, by=staff, now=now)
    found = claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    assert not CaseConversation.objects.exists()
    give_back(found=found, by=staff, now=now)
    letters.refresh_from_db()
    inquiry.refresh_from_db()
    message.refresh_from_db()
    assert (letters.state, letters.merged_into) == (ConversationState.TO_ANSWER, None)
    assert (letters.message_count, letters.excerpt) == (1, "The pension is paid out in June.")
    assert (inquiry.state, inquiry.answered_at) == (InquiryState.WAITING, None)
    assert inquiry.chase_date == chase
    assert message.sender_warning == "Somebody else?"
    assert message.input == Input.objects.get()
    assert message.input.person == letters.person
    assert CaseConversation.objects.get().case == case
    assert not AgencyLetter.objects.exists()
    assert figures().contradictions() == []
    assert offered(letters, staff)


def test_a_clock_that_was_moved_since_is_left_alone(inquiry: Inquiry, staff: User, now: datetime):
    found = claim(conversation=fresh(now), inquiry=inquiry, by=staff, now=now)
    inquiry.refresh_from_db()
    Inquiry.objects.update(state=InquiryState.ENDED, ended_at=now)
    give_back(found=found, by=staff, now=now)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.ENDED


def test_an_inquiry_by_telephone_gets_a_thread_for_it(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    spoken = asked(case, agency, by=staff, now=now, channel="phone")
    log_contact(inquiry=spoken, said=Said(text="Again.", channel="phone"), by=staff, now=now)
    claim(conversation=fresh(now), inquiry=spoken, by=staff, now=now)
    [shown] = inquiries_of(case=case, user=staff)
    assert len(shown.said) == 3


def test_a_letter_of_the_constituent_is_refused(
    inquiry: Inquiry, case: Case, staff: User, now: datetime
):
    letters = fresh(now)
    letters.person = case.person
    letters.save()
    with pytest.raises(CannotMove):
        claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    assert Input.objects.count() == 1


def test_what_belongs_to_another_case_or_was_taken_already_is_refused(
    inquiry: Inquiry, staff: User, now: datetime
):
    other = a_case_in_work(by=staff, now=now, title="Another")
    letters = fresh(now)
    add_letters(case_id=other.pk, conversation=letters, by=staff, now=now)
    with pytest.raises(CannotMove):
        claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    CaseConversation.objects.all().delete()
    claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    with pytest.raises(CannotMove):
        claim(conversation=letters, inquiry=inquiry, by=staff, now=now)


def test_of_a_confidential_case_the_letter_becomes_confidential(
    inquiry: Inquiry, case: Case, staff: User, now: datetime
):
    make_confidential(case_id=case.pk, members=[staff], by=staff, now=now)
    letters = fresh(now)
    found = claim(conversation=letters, inquiry=inquiry, by=staff, now=now)
    case.refresh_from_db()
    raw = Message.objects.get(message_id="fresh1@pensions.example").raw_item
    assert raw.circle_id == case.circle_id
    give_back(found=found, by=staff, now=now)
    assert Input.objects.get().circle_id == case.circle_id


def test_turned_down_it_is_not_offered_again_until_that_is_undone(
    inquiry: Inquiry, staff: User, now: datetime
):
    letters = fresh(now)
    answers_none(conversation=letters, by=staff, now=now)
    assert offered(letters, staff) == []
    may_answer(conversation=letters, by=staff, now=now)
    assert offered(letters, staff) != []
