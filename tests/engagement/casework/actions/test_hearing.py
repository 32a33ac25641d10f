"""What agencies write back finds what they were asked, in any order, and is nobody's input."""

from datetime import datetime, timedelta

import pytest

from baraza.base.accounts.models import Circle, Notification, NotificationKind, User
from baraza.base.channels.models import RawItem, RawState
from baraza.base.office.models import Profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions import Newcomer, add_people
from baraza.base.people.models import ContactKind, Organisation, Person
from baraza.dialogue.conversations.actions import verifying
from baraza.dialogue.conversations.actions.reply import TIME_TO_TAKE_BACK
from baraza.dialogue.conversations.models import (
    NOT_KNOWN_THERE,
    Conversation,
    ConversationKind,
    ConversationState,
    Message,
)
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.actions.hearing import confirm_answer
from baraza.engagement.casework.models import Case, Inquiry, InquiryState
from baraza.engagement.casework.queries.inquiries import inquiries_of
from baraza.insight.queries import figures
from tests.inquiries import (
    PENSIONS,
    a_case_in_work,
    answer_to,
    asked,
    last_letter,
    the_pension_office,
)
from tests.letters import bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
AMANI = "amani@post.example"


@pytest.fixture
def case(staff: User, now: datetime) -> Case:
    [amani] = add_people(
        newcomers=[
            Newcomer(name="Amani Njeri", contact_kind=ContactKind.EMAIL, contact_value=AMANI)
        ],
        now=now,
    )
    return a_case_in_work(by=staff, now=now, person=amani)


@pytest.fixture
def inquiry(case: Case, staff: User, now: datetime) -> Inquiry:
    return asked(case, the_pension_office(now=now), by=staff, now=now)


def states(inquiry: Inquiry) -> tuple[str, datetime | None]:
    inquiry.refresh_from_db()
    return inquiry.state, inquiry.answered_at


def test_the_answer_threads_to_the_inquiry_and_stops_its_clock(
    inquiry: Inquiry, staff: User, now: datetime
):
    later = now + timedelta(days=3)
    people = Person.objects.count()
    bring(answer_to(last_letter(inquiry)), now=later, is_live=True)
    assert states(inquiry) == (InquiryState.ANSWERED, later)
    assert inquiry.chase_date is None
    assert last_letter(inquiry).said == "It is paid out in June."
    # An agency is nobody's constituent.
    assert (Input.objects.count(), Person.objects.count()) == (0, people)
    assert not Conversation.objects.visible_to(staff).exists()
    assert Conversation.objects.get().state == ConversationState.CLOSED
    assert RawItem.objects.get().state == RawState.FILED
    assert figures().contradictions() == []
    told = Notification.objects.get(kind=NotificationKind.AGENCY)
    assert (told.user, told.about_id) == (staff, inquiry.case_id)


def test_by_the_signed_address_alone_it_finds_its_way(
    office: Office, case: Case, staff: User, now: datetime
):
    Profile.objects.update(plus_addressing=True)
    inquiry = asked(case, the_pension_office(now=now), by=staff, now=now)
    to = last_letter(inquiry).outgoing.reply_to
    bring(letter("Paid.", sender=PENSIONS, to=to, message_id="<x@pensions.example>"), now=now)
    assert states(inquiry)[0] == InquiryState.ANSWERED


def test_anybody_of_the_agency_may_answer(inquiry: Inquiry, now: datetime):
    other = "Ms Wanjiru <wanjiru@pensions.example>"
    bring(answer_to(last_letter(inquiry), sender=other), now=now)
    assert states(inquiry)[0] == InquiryState.ANSWERED


def test_letters_in_the_wrong_order_come_together(inquiry: Inquiry, now: datetime):
    asking = last_letter(inquiry)
    first = answer_to(asking, "We look into it.")
    second = letter(
        "It is paid out.",
        sender=PENSIONS,
        message_id="<second@pensions.example>",
        in_reply_to="<answer@pensions.example>",
    )
    bring(second, first, now=now)
    assert Message.objects.filter(conversation=inquiry.conversation).count() == 3
    assert Conversation.objects.count() == 1


def test_the_same_answer_twice_is_one(inquiry: Inquiry, now: datetime):
    answer = answer_to(last_letter(inquiry))
    bring(answer, now=now, is_live=True)
    again = answer.replace(b"Subject:", b"X-Way: two\nSubject:")
    bring(again, now=now + timedelta(days=1), is_live=True)
    assert states(inquiry) == (InquiryState.ANSWERED, now)
    assert Message.objects.filter(conversation=inquiry.conversation).count() == 2
    assert RawItem.objects.filter(state=RawState.DUPLICATE).count() == 1


def test_a_stranger_is_heard_with_a_warning_and_stops_no_clock(
    inquiry: Inquiry, staff: User, now: datetime
):
    forged = answer_to(last_letter(inquiry), sender="Pension office <clerk@pensi0ns.example>")
    bring(forged, now=now, is_live=True)
    assert states(inquiry) == (InquiryState.WAITING, None)
    [shown] = inquiries_of(case=inquiry.case, user=staff)
    [doubtful] = shown.doubtful
    assert doubtful.sender_warning == NOT_KNOWN_THERE
    assert Input.objects.count() == 0
    confirm_answer(inquiry=inquiry, message=doubtful, by=staff, now=now + timedelta(hours=1))
    assert states(inquiry) == (InquiryState.ANSWERED, now)
    # From now on that address is believed here.
    again = answer_to(
        last_letter(inquiry), sender="clerk@pensi0ns.example", message_id="<2@pensi0ns.example>"
    )
    bring(again, now=now + timedelta(hours=2))
    assert last_letter(inquiry).sender_warning == ""


def test_what_the_mail_server_calls_forged_stops_no_clock(
    office: Office, inquiry: Inquiry, now: datetime
):
    Profile.objects.update(trusted_servers=["mx.highlands.example"])
    forged = answer_to(
        last_letter(inquiry),
        headers={"Authentication-Results": "mx.highlands.example; dmarc=fail"},
    )
    bring(forged, now=now, is_live=True)
    assert states(inquiry)[0] == InquiryState.WAITING


def test_a_signature_that_proves_wrong_winds_the_clock_again(
    inquiry: Inquiry, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    bring(answer_to(last_letter(inquiry)), now=now, is_live=True)
    assert states(inquiry)[0] == InquiryState.ANSWERED
    monkeypatch.setattr(verifying, "dkim_verdict", lambda *_, **__: "fail")
    verifying.verify_sender(raw_id=RawItem.objects.get().pk)
    assert states(inquiry) == (InquiryState.WAITING, None)
    assert inquiry.chase_date is not None


def test_a_public_mail_service_makes_nobody_a_colleague(case: Case, staff: User, now: datetime):
    organisation = Organisation.objects.create(
        name="Village clinic", sort_key="village clinic", kind="authority", added_at=now
    )
    inquiry = asked(case, organisation, by=staff, now=now, contact_address="clinic@gmail.com")
    bring(answer_to(last_letter(inquiry), sender="somebody@gmail.com"), now=now)
    assert states(inquiry)[0] == InquiryState.WAITING
    mine = answer_to(last_letter(inquiry), sender="clinic@gmail.com", message_id="<o@gmail.com>")
    bring(mine, now=now)
    assert states(inquiry)[0] == InquiryState.ANSWERED


def test_what_the_constituent_says_to_a_letter_of_the_agencys_is_theirs(
    inquiry: Inquiry, staff: User, now: datetime
):
    theirs = answer_to(last_letter(inquiry), "I got nothing!", sender=f"Amani Njeri <{AMANI}>")
    bring(theirs, now=now)
    own = Conversation.objects.get(kind=ConversationKind.CONSTITUENT)
    assert (own.state, own.person) == (ConversationState.TO_ANSWER, inquiry.case.person)
    assert Input.objects.get().text == "I got nothing!"
    assert states(inquiry)[0] == InquiryState.WAITING
    assert Conversation.objects.visible_to(staff).get() == own


def test_an_answer_in_a_confidential_case_stays_in_its_circle(
    inquiry: Inquiry, staff: User, now: datetime
):
    outsider = member_of_staff(email="o@highlands.example", name="Omar Said")
    make_confidential(case_id=inquiry.case_id, members=[staff], by=staff, now=now)
    bring(answer_to(last_letter(inquiry)), now=now)
    circle = Circle.objects.get()
    assert Conversation.objects.get().circle == circle
    assert RawItem.objects.get().circle == circle
    assert inquiries_of(case=inquiry.case, user=outsider) == []
    assert len(inquiries_of(case=inquiry.case, user=staff)[0].said) == 2
    assert not Conversation.objects.agency_threads_visible_to(outsider).exists()


def test_another_offices_mark_means_nothing(
    two_offices: tuple[Office, Office], inquiry: Inquiry, now: datetime
):
    asking = last_letter(inquiry)
    to = asking.outgoing.reply_to
    with within(two_offices[1]):
        bring(answer_to(asking, to=to), now=now)
        assert Conversation.objects.get().kind == ConversationKind.CONSTITUENT
        assert Input.objects.count() == 1
    assert states(inquiry)[0] == InquiryState.WAITING


def test_a_letter_of_ours_sent_from_elsewhere_stands_in_the_thread(inquiry: Inquiry, now: datetime):
    ours = letter(
        "We asked on the telephone, too.",
        sender="office@highlands.example",
        to=PENSIONS,
        message_id="<ours@highlands.example>",
        in_reply_to=f"<{last_letter(inquiry).message_id}>",
        date=now + TIME_TO_TAKE_BACK,
    )
    bring(ours, now=now + TIME_TO_TAKE_BACK, is_outgoing=True)
    assert last_letter(inquiry).said.startswith("We asked on the telephone")
    assert states(inquiry)[0] == InquiryState.WAITING
    assert figures().contradictions() == []


def test_ordinary_mail_costs_not_one_statement_more(
    inquiry: Inquiry, now: datetime, django_assert_num_queries, django_assert_max_num_queries
):
    first = [letter(message_id=f"<{n}@post.example>") for n in range(2)]
    with django_assert_max_num_queries(60) as ordinary:
        bring(*first, now=now)
    assert not any("casework" in one["sql"] for one in ordinary.captured_queries)
    answers = [
        answer_to(last_letter(inquiry), f"{n}", message_id=f"<{n}@pensions.example>")
        for n in range(5)
    ]
    with django_assert_max_num_queries(30) as of_two:
        bring(*answers[:2], now=now)
    with django_assert_num_queries(len(of_two.captured_queries)):
        bring(*answers[2:], now=now)
