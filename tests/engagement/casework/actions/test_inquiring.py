"""An agency is asked only when that is decided and allowed; its clock begins then."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.conf import LazySettings

from baraza.base.accounts.models import Notification, NotificationKind, Role, User
from baraza.base.audit.models import AuditEntry
from baraza.base.channels.actions.sending import send_due
from baraza.base.channels.email.parse import parse_letter
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation, Person
from baraza.dialogue.conversations.actions.approving import OwnWords
from baraza.dialogue.conversations.actions.reply import TIME_TO_TAKE_BACK, TooLate
from baraza.dialogue.conversations.models import (
    Approval,
    Conversation,
    ConversationKind,
    ConversationState,
    Draft,
    PaperLetter,
)
from baraza.dialogue.conversations.queries import counts, inbox
from baraza.dialogue.inputs.models import Input, Response
from baraza.engagement.casework.actions.authorising import (
    record_authorisation,
    withdraw_authorisation,
)
from baraza.engagement.casework.actions.hearing import Said, end_inquiry, log_contact, wait_on
from baraza.engagement.casework.actions.inquiring import (
    CaseClosed,
    MayNotAsk,
    approve,
    take_back,
    write,
)
from baraza.engagement.casework.models import (
    AuthorisationRule,
    Case,
    CaseFile,
    CaseState,
    Inquiry,
    InquiryState,
    Proof,
    UpdatePolicy,
    Urgency,
)
from baraza.engagement.casework.queries.inquiries import inquiries_of
from baraza.engagement.casework.queries.inquiry_letters import first_letter
from baraza.engagement.casework.rules import NOT_DECIDED, NOT_GIVEN, WITHDRAWN
from tests.cases import a_case, kind_of
from tests.inquiries import (
    PENSIONS,
    a_case_in_work,
    asked,
    last_letter,
    taken_on,
    the_pension_office,
)
from tests.smtp import MailServer, mail_server
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(staff: User, now: datetime) -> Case:
    return a_case_in_work(by=staff, now=now)


@pytest.fixture
def server(office: Office, settings: LazySettings) -> Iterator[MailServer]:
    with mail_server() as running:
        settings.SMTP_URL = running.url
        yield running


@pytest.fixture
def volunteer(office: Office) -> User:
    return member_of_staff(email="v@highlands.example", name="Vic", roles=[Role.VOLUNTEER])


def test_it_leaves_by_mail_after_ten_seconds_and_is_nobodys_input(
    case: Case, agency: Organisation, staff: User, now: datetime, server: MailServer
):
    inquiry = asked(case, agency, by=staff, now=now)
    send_due(now=now)
    assert server.kept == []
    send_due(now=now + TIME_TO_TAKE_BACK)
    [kept] = server.kept
    assert kept.recipient == PENSIONS
    assert "How does the matter stand?" in parse_letter(kept.content).text
    assert (Input.objects.count(), Response.objects.count()) == (0, 0)
    thread = Conversation.objects.get()
    assert (thread.kind, thread.state) == (ConversationKind.AGENCY, ConversationState.CLOSED)
    assert inquiry.conversation == thread


def test_a_name_of_the_other_direction_turns_no_sentence_round(
    staff: User, agency: Organisation, now: datetime
):
    person = Person.objects.create(name="زينب الحداد", added_at=now)
    case = a_case_in_work(by=staff, now=now, person=person, title="A pension")
    letter = first_letter(case=case, organisation=agency, author=staff, now=now)
    assert "\u2068زينب الحداد\u2069 has asked" in letter.text
    assert "(A pension)" in letter.text


def test_no_list_of_letters_knows_of_it(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    assert not Conversation.objects.visible_to(staff).exists()
    assert not inbox(user=staff)
    assert set(counts(user=staff).values()) == {0}
    assert Conversation.objects.agency_threads_visible_to(staff).get() == inquiry.conversation


def test_a_case_that_was_not_decided_asks_nobody(agency: Organisation, staff: User, now: datetime):
    kind = kind_of("Lost pension", authorisation=AuthorisationRule.IMPLIED)
    with pytest.raises(MayNotAsk) as refused:
        asked(a_case(now=now, kind=kind), agency, by=staff, now=now)
    assert refused.value.reason == NOT_DECIDED
    assert not Inquiry.objects.exists()
    assert not OutgoingItem.objects.exists()


def test_nobody_is_asked_without_what_the_kind_demands(
    agency: Organisation, staff: User, now: datetime
):
    case = taken_on(a_case(now=now, kind=kind_of()), by=staff, now=now)
    for channel in (Channel.EMAIL, Channel.PHONE, Channel.LETTER):
        with pytest.raises(MayNotAsk) as refused:
            asked(case, agency, by=staff, now=now, channel=channel, postal_address="A\nB")
        assert refused.value.reason == NOT_GIVEN


def test_taken_back_while_the_letter_waits_it_does_not_leave(
    agency: Organisation, staff: User, now: datetime, server: MailServer
):
    kind = kind_of("Spoken for", authorisation=AuthorisationRule.SPOKEN)
    case = taken_on(a_case(now=now, kind=kind), by=staff, now=now)
    given = record_authorisation(
        case_id=case.pk,
        proof=Proof.SPOKEN,
        witness="Leila",
        matter="The pension",
        given_date=now.date(),
        by=staff,
        now=now,
    )
    asked(case, agency, by=staff, now=now)
    withdraw_authorisation(authorisation=given, by=staff, now=now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    item = OutgoingItem.objects.get()
    assert (item.state, item.problem, server.kept) == (OutgoingState.HELD, WITHDRAWN, [])


def test_a_closed_case_asks_nobody(case: Case, agency: Organisation, staff: User, now: datetime):
    Case.objects.filter(pk=case.pk).update(state=CaseState.CLOSED, closed_at=now)
    with pytest.raises(CaseClosed):
        asked(case, agency, by=staff, now=now)


def test_their_clock_counts_the_offices_working_days_by_urgency(
    agency: Organisation, staff: User, now: datetime
):
    UpdatePolicy.objects.update_or_create(
        urgency=Urgency.NOW, defaults={"update_days": 1, "chase_days": 3}
    )
    urgent = a_case_in_work(by=staff, now=now, urgency=Urgency.NOW)
    # Monday, and Tuesday, Wednesday, Thursday.
    assert asked(urgent, agency, by=staff, now=now).chase_date == date(2026, 5, 7)
    usual = a_case_in_work(by=staff, now=now)
    expecting = asked(usual, agency, by=staff, now=now, expected_date=date(2026, 5, 8))
    # The working day after Friday.
    assert expecting.chase_date == date(2026, 5, 11)


def test_each_reminder_is_counted_threads_on_and_winds_the_clock(
    case: Case, agency: Organisation, staff: User, now: datetime, server: MailServer
):
    inquiry = asked(case, agency, by=staff, now=now)
    first = last_letter(inquiry)
    later = now + timedelta(days=14)
    write(inquiry=inquiry, text="We still wait.", by=staff, now=later)
    inquiry.refresh_from_db()
    assert (inquiry.chases, inquiry.state) == (1, InquiryState.WAITING)
    assert inquiry.chase_date == date(2026, 6, 1)
    write(inquiry=inquiry, text="We wait and wait.", by=staff, now=later + timedelta(days=14))
    inquiry.refresh_from_db()
    assert inquiry.chases == 2
    item = last_letter(inquiry).outgoing
    assert item.references.split()[0] == first.message_id
    assert (item.recipient, item.guard_subject) == (PENSIONS, f"{case.pk}:{agency.pk}")


def test_taken_back_in_ten_seconds_the_words_are_a_draft_again(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    take_back(inquiry=inquiry, message=last_letter(inquiry), by=staff, now=now)
    [shown] = inquiries_of(case=case, user=staff)
    assert shown.is_unsent
    assert shown.draft.text == "How does the matter stand?"
    assert shown.inquiry.chase_date is None
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert Conversation.objects.get().state == ConversationState.CLOSED
    write(inquiry=inquiry, text=shown.draft.text, by=staff, now=now)
    inquiry.refresh_from_db()
    # Sent at last: that is the first letter, and no reminder.
    assert (inquiry.chases, inquiry.chase_date) == (0, date(2026, 5, 18))
    assert not Draft.objects.exists()


def test_a_reminder_taken_back_counts_as_none(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    later = now + timedelta(days=14)
    write(inquiry=inquiry, text="We still wait.", by=staff, now=later)
    take_back(inquiry=inquiry, message=last_letter(inquiry), by=staff, now=later)
    inquiry.refresh_from_db()
    assert (inquiry.chases, inquiry.chase_date) == (0, later.date())


def test_what_has_left_cannot_be_taken_back(
    case: Case, agency: Organisation, staff: User, now: datetime, server: MailServer
):
    inquiry = asked(case, agency, by=staff, now=now)
    send_due(now=now + TIME_TO_TAKE_BACK)
    with pytest.raises(TooLate):
        take_back(inquiry=inquiry, message=last_letter(inquiry), by=staff, now=now)


def test_files_of_this_case_go_with_it_and_no_others(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    def file(of: Case, name: str) -> CaseFile:
        return CaseFile.objects.create(
            case=of, name=name, media_type="image/png", size=1, content=b"x", added_at=now
        )

    own = file(case, "slip.png")
    other = file(a_case(now=now, kind=case.kind), "secret.png")
    inquiry = asked(case, agency, by=staff, now=now, files=[own.pk, other.pk])
    assert [one.name for one in last_letter(inquiry).outgoing.files.all()] == ["slip.png"]


def test_on_paper_it_waits_for_the_printer(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    asked(
        case,
        agency,
        by=staff,
        now=now,
        channel=Channel.LETTER,
        postal_address="Pension office\nHarbour Road 1",
    )
    assert PaperLetter.objects.get().address == "Pension office\nHarbour Road 1"
    assert not OutgoingItem.objects.exists()


def test_a_call_begins_the_clock_and_calling_again_is_a_reminder(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now, channel=Channel.PHONE)
    assert (inquiry.conversation, inquiry.chase_date) == (None, date(2026, 5, 18))
    log_contact(inquiry=inquiry, said=Said("We asked again.", Channel.PHONE), by=staff, now=now)
    inquiry.refresh_from_db()
    assert inquiry.chases == 1
    answer = Said("Paid.", Channel.PHONE, is_theirs=True, is_answer=True, reference="P-12")
    log_contact(inquiry=inquiry, said=answer, by=staff, now=now)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.chase_date, inquiry.reference, inquiry.answered_at) == (
        InquiryState.ANSWERED,
        None,
        "P-12",
        now,
    )
    wait_on(inquiry=inquiry, by=staff, now=now)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.answered_at) == (InquiryState.WAITING, None)


def test_who_may_only_draft_puts_it_before_somebody_and_the_clock_waits(
    case: Case,
    agency: Organisation,
    staff: User,
    volunteer: User,
    now: datetime,
    server: MailServer,
):
    inquiry = asked(case, agency, by=volunteer, now=now)
    approval = Approval.objects.get()
    assert (inquiry.chase_date, OutgoingItem.objects.count()) == (None, 0)
    told = Notification.objects.get(kind=NotificationKind.APPROVAL_ASKED)
    assert (told.user, told.about, told.about_id) == (staff, "casework.case", case.pk)
    with pytest.raises(OwnWords):
        approve(approval=approval, by=volunteer, now=now)
    later = now + timedelta(days=1)
    approve(approval=approval, by=staff, now=later)
    send_due(now=later + TIME_TO_TAKE_BACK)
    assert len(server.kept) == 1
    inquiry.refresh_from_db()
    assert (inquiry.asked_at, inquiry.chase_date) == (later, date(2026, 5, 19))
    assert last_letter(inquiry).written_by == volunteer


def test_an_inquiry_that_ended_expects_nothing(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    end_inquiry(inquiry=inquiry, by=staff, now=now)
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.chase_date) == (InquiryState.ENDED, None)


def test_what_was_done_is_in_the_trail_of_the_case(
    case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    write(inquiry=inquiry, text="We still wait.", by=staff, now=now)
    acts = AuditEntry.objects.about(case).order_by("number").values_list("act", flat=True)
    assert list(acts) == ["agency_asked", "agency_written"]


def test_everything_costs_the_same_however_many_inquiries(
    case: Case, agency: Organisation, staff: User, now: datetime, django_assert_num_queries
):
    asked(case, agency, by=staff, now=now)
    with django_assert_num_queries(9) as one:
        inquiries_of(case=case, user=staff)
    for _ in range(2):
        asked(case, agency, by=staff, now=now)
    with django_assert_num_queries(len(one.captured_queries)):
        assert len(inquiries_of(case=case, user=staff)) == 3
