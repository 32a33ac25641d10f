"""Asking an agency from the file of a case, reminding it, and what is due today."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel, OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Organisation, Person
from baraza.dialogue.conversations.models import Approval, Message, PaperLetter
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.models import (
    AgencyContact,
    AuthorisationRule,
    Case,
    CaseAnswer,
    CaseField,
    Inquiry,
    InquiryLog,
    InquiryState,
    Responsibility,
)
from tests.cases import a_case, kind_of
from tests.inquiries import (
    PENSIONS,
    a_case_in_work,
    answer_to,
    asked,
    last_letter,
    taken_on,
    the_pension_office,
)
from tests.letters import bring
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def agency(office: Office, now: datetime) -> Organisation:
    return the_pension_office(now=now)


@pytest.fixture
def case(office: Office, staff: User, now: datetime) -> Case:
    person = Person.objects.create(name="Amani Njeri", added_at=now)
    return a_case_in_work(by=staff, now=now, person=person)


def page(desk: Client, case: Case) -> str:
    address = reverse("desk:case-part", args=[case.pk])
    return desk.get(address, {"of": "inquiries"}).content.decode()


def test_who_is_responsible_is_offered_and_two_presses_send_the_letter(
    desk: Client, case: Case, agency: Organisation
):
    responsible = AgencyContact.objects.get().agency
    Responsibility.objects.create(agency=responsible, kind=case.kind)
    address = reverse("desk:ask-agency", args=[case.pk])
    assert f"{address}?organisation={agency.pk}" in page(desk, case)
    form = desk.get(address, {"organisation": agency.pk}).context["form"]
    words = {name: form[name].value() or "" for name in form.fields}
    assert words["contact_address"] == PENSIONS
    assert "Amani Njeri" in words["text"]
    assert case.code in words["text"]
    sent = desk.post(address, words)
    assert sent.status_code == 302
    item = OutgoingItem.objects.get()
    assert (item.recipient, item.state) == (PENSIONS, OutgoingState.WAITING)
    assert item.text.startswith("For the attention of Mr Otieno")
    assert "[" not in item.text


def test_the_words_are_in_the_agencys_language(desk: Client, case: Case, agency: Organisation):
    Organisation.objects.update(language="ar")
    address = reverse("desk:ask-agency", args=[case.pk])
    text = desk.get(address, {"organisation": agency.pk}).context["form"]["text"].value()
    assert "السادة الكرام" in text


def test_what_is_confidential_stands_in_no_letter_unless_it_is_ticked(
    desk: Client, agency: Organisation, staff: User, now: datetime
):
    kind = kind_of("Lost pension", authorisation=AuthorisationRule.IMPLIED)
    case = taken_on(a_case(now=now, kind=kind, assigned_to=staff), by=staff, now=now)
    number = CaseField.objects.create(kind=kind, label="File number")
    illness = CaseField.objects.create(kind=kind, label="Illness", is_sensitive=True)
    CaseAnswer.objects.create(case=case, field=number, text="P-77")
    CaseAnswer.objects.create(case=case, field=illness, secret="Malaria")
    address = reverse("desk:ask-agency", args=[case.pk])
    asked_for = {"organisation": agency.pk, "was": agency.pk}
    text = desk.get(address, asked_for).context["form"]["text"].value()
    assert "P-77" in text
    assert "Malaria" not in text
    ticked = {**asked_for, "with_sensitive": "on", "redraw": "1", "text": text, "offered": text}
    assert "Malaria" in desk.post(address, ticked).context["form"]["text"].value()
    # What somebody wrote is never replaced.
    written = {**ticked, "text": "My own words"}
    assert desk.post(address, written).context["form"]["text"].value() == "My own words"


def test_without_a_decision_the_file_says_what_is_missing(
    desk: Client, agency: Organisation, now: datetime
):
    case = a_case(now=now)
    assert reverse("desk:ask-agency", args=[case.pk]) not in page(desk, case)
    words = {"organisation": agency.pk, "way": "email", "contact_address": PENSIONS, "text": "?"}
    refused = desk.post(reverse("desk:ask-agency", args=[case.pk]), words)
    assert refused.status_code == 422
    assert "First decide how to go about this case." in refused.content.decode()
    assert not Inquiry.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"text": "  "}, "text"),
        ({"contact_address": ""}, "contact_address"),
        ({"way": "letter", "postal_address": "One line"}, "postal_address"),
        ({"text": "Dear [full_name]"}, "text"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_every_word_stays(
    desk: Client, case: Case, agency: Organisation, changed: dict[str, str], field: str
):
    words = {
        "organisation": agency.pk,
        "way": "email",
        "contact_address": PENSIONS,
        "text": "How does it stand?",
        "reference": "kept words",
        **changed,
    }
    refused = desk.post(reverse("desk:ask-agency", args=[case.pk]), words)
    assert refused.status_code == 422
    assert field in refused.context["form"].errors
    assert "kept words" in refused.content.decode()
    assert not Inquiry.objects.exists()


def test_a_reminder_is_ready_with_days_reference_and_earlier_dates(
    desk: Client, case: Case, agency: Organisation, staff: User
):
    then = timezone.now() - timedelta(days=20)
    inquiry = asked(case, agency, by=staff, now=then, reference="PF/9")
    address = reverse("desk:write-to-agency", args=[inquiry.pk])
    text = desk.get(address).context["form"]["text"].value()
    assert "20 days have passed since we first wrote." in text
    assert "Your reference: PF/9" in text
    desk.post(address, {"text": text, "recipient": PENSIONS})
    inquiry.refresh_from_db()
    assert inquiry.chases == 1
    again = desk.get(address).context["form"]["text"].value()
    assert "We reminded you on" in again


def test_the_toast_takes_it_back_and_the_words_wait(desk: Client, case: Case, agency: Organisation):
    words = {"organisation": agency.pk, "way": "email", "contact_address": PENSIONS, "text": "Hm?"}
    sent = desk.post(reverse("desk:ask-agency", args=[case.pk]), words, headers=HTMX)
    inquiry, message = Inquiry.objects.get(), Message.objects.get()
    back = reverse("desk:take-back-inquiry", args=[inquiry.pk, message.pk])
    assert back in sent.content.decode()
    desk.post(back)
    assert OutgoingItem.objects.get().state == OutgoingState.CANCELLED
    assert "Not sent yet" in page(desk, case)
    form = desk.get(reverse("desk:write-to-agency", args=[inquiry.pk])).context["form"]
    assert form["text"].value() == "Hm?"


def test_an_answer_stands_in_the_file_and_leads_to_telling_them(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    bring(answer_to(last_letter(inquiry), "It is paid in June."), now=now)
    shown = page(desk, case)
    assert "It is paid in June." in shown
    assert reverse("desk:tell-case", args=[case.pk]) in shown
    desk.post(reverse("desk:await-agency", args=[inquiry.pk]))
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WAITING


def test_a_doubtful_answer_is_confirmed_in_one_press(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    bring(answer_to(last_letter(inquiry), sender="clerk@elsewhere.example"), now=now, is_live=True)
    message = last_letter(inquiry)
    address = reverse("desk:confirm-agency-answer", args=[inquiry.pk, message.pk])
    assert address in page(desk, case)
    desk.post(address)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.ANSWERED
    assert address not in page(desk, case)


def test_a_call_is_written_down_and_nothing_typed_is_lost(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    address = reverse("desk:said-by-agency", args=[inquiry.pk])
    empty = {"way": "phone", "heard": "answered", "text": "", "with_whom": "Ms Wanjiru"}
    for headers in (HTMX, {}):
        refused = desk.post(address, empty, headers=headers)
        assert refused.status_code == 422
        assert "Ms Wanjiru" in refused.content.decode()
    desk.post(address, {**empty, "text": "She says June.", "reference": "W-1"})
    inquiry.refresh_from_db()
    assert (inquiry.state, inquiry.reference) == (InquiryState.ANSWERED, "W-1")
    assert InquiryLog.objects.get().channel == Channel.PHONE


def test_a_letter_on_paper_is_printed_only_while_that_is_allowed(
    desk: Client, agency: Organisation, staff: User, now: datetime
):
    case = a_case_in_work(by=staff, now=now)
    inquiry = asked(
        case, agency, by=staff, now=now, channel=Channel.LETTER, postal_address="Office\nRoad 1"
    )
    address = reverse("desk:agency-letter", args=[inquiry.pk, last_letter(inquiry).pk])
    type(case.kind).objects.update(authorisation=AuthorisationRule.WRITTEN)
    assert desk.post(address).status_code == 302
    assert PaperLetter.objects.get().printed_at is None
    type(case.kind).objects.update(authorisation=AuthorisationRule.IMPLIED)
    printed = desk.post(address)
    assert printed.content.startswith(b"%PDF")
    assert PaperLetter.objects.get().printed_at is not None


def test_a_volunteers_letter_is_approved_from_the_file(
    desk: Client, case: Case, agency: Organisation, now: datetime
):
    author = member_of_staff(email="v@highlands.example", name="Vic Vole", roles=[Role.VOLUNTEER])
    asked(case, agency, by=author, now=now)
    approval = Approval.objects.get()
    address = reverse("desk:approve-agency-letter", args=[approval.pk])
    assert address in page(desk, case)
    assert "Letters to agencies to approve" in desk.get(reverse("desk:today")).content.decode()
    desk.post(address)
    assert OutgoingItem.objects.get().state == OutgoingState.WAITING


def test_today_leads_to_everything_that_is_due(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    Case.objects.update(next_update_date=date(2026, 5, 4))
    inquiry = asked(case, agency, by=staff, now=now)
    due = reverse("desk:cases-due")
    assert f"{due}?mine=1#chases" in desk.get(reverse("desk:today")).content.decode()
    shown = desk.get(due, {"mine": "1"}).content.decode()
    assert reverse("desk:write-to-agency", args=[inquiry.pk]) in shown
    assert reverse("desk:tell-case", args=[case.pk]) in shown


def test_who_is_outside_the_circle_finds_none_of_it(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    inquiry = asked(case, agency, by=staff, now=now)
    message = last_letter(inquiry)
    make_confidential(case_id=case.pk, members=[staff], by=staff, now=now)
    outside = Client(headers={"host": "highlands.localhost"})
    outside.force_login(member_of_staff(email="o@highlands.example", name="Omar Said"))
    for name, numbers in (
        ("write-to-agency", [inquiry.pk]),
        ("ask-agency", [case.pk]),
        ("agency-letter", [inquiry.pk, message.pk]),
    ):
        assert outside.get(reverse(f"desk:{name}", args=numbers)).status_code == 404
        assert desk.get(reverse(f"desk:{name}", args=numbers)).status_code in (200, 404)
    assert outside.post(reverse("desk:end-inquiry", args=[inquiry.pk])).status_code == 404
    assert not outside.get(reverse("desk:cases-due")).context["chases"]
    assert outside.get(reverse("desk:agency-file", args=[uuid4()])).status_code == 404


def test_the_due_list_takes_as_many_questions_however_long_it_is(
    desk: Client, case: Case, agency: Organisation, staff: User, now: datetime
):
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse("desk:cases-due")).status_code == 200
        return len(queries)

    def more() -> None:
        fresh = a_case_in_work(by=staff, now=now, next_update_date=date(2026, 5, 4))
        asked(fresh, agency, by=staff, now=now)
        Inquiry.objects.update(chase_date=date(2026, 5, 4))

    more()
    of_one = count()
    more()
    more()
    assert count() == of_one
