"""One key in the inbox: this letter answers what we asked an agency."""

from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Role, User
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.engagement.casework.actions.confidential import make_confidential
from baraza.engagement.casework.models import AgencyLetter, Case, Inquiry, InquiryState
from tests.inquiries import PENSIONS, a_case_in_work, asked, the_pension_office
from tests.letters import bring, letter
from tests.staff import member_of_staff

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def case(office: Office, staff: User, now: datetime) -> Case:
    person = Person.objects.create(name="Amani Njeri", sort_key="amani njeri", added_at=now)
    return a_case_in_work(by=staff, now=now, person=person)


@pytest.fixture
def inquiry(case: Case, staff: User, now: datetime) -> Inquiry:
    return asked(case, the_pension_office(now=now), by=staff, now=now)


@pytest.fixture
def fresh(inquiry: Inquiry, now: datetime) -> Conversation:
    sender = f"Pension office <{PENSIONS}>"
    bring(letter("It is paid.", sender=sender, message_id="<fresh@pensions.example>"), now=now)
    return Message.objects.get(message_id="fresh@pensions.example").conversation


def pane(desk: Client, conversation: Conversation) -> str:
    address = reverse("desk:letter", args=[conversation.pk])
    return desk.get(address, headers=HTMX).content.decode()


def test_one_key_takes_it_to_the_case_and_one_brings_it_back(
    desk: Client, fresh: Conversation, inquiry: Inquiry
):
    shown = pane(desk, fresh)
    address = reverse("desk:answers-inquiry", args=[fresh.pk])
    assert 'data-key="KeyU"' in shown
    assert "their address is known" in shown
    done = desk.post(address, {"inquiry": inquiry.pk}, headers=HTMX).content.decode()
    found = AgencyLetter.objects.get()
    back = reverse("desk:give-back-answer", args=[found.pk])
    assert back in done
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.ANSWERED
    # An old address of the letter leads to the case.
    case = reverse("desk:case", args=[inquiry.case_id])
    assert desk.get(reverse("desk:letter", args=[fresh.pk]))["Location"] == case
    part = desk.get(reverse("desk:case-part", args=[inquiry.case_id]), {"of": "inquiries"})
    assert back in part.content.decode()
    desk.post(back, {"undoes": "1"}, headers=HTMX)
    inquiry.refresh_from_db()
    assert inquiry.state == InquiryState.WAITING
    assert address in pane(desk, fresh)


def test_turned_down_it_is_not_asked_again(desk: Client, fresh: Conversation):
    desk.post(reverse("desk:answers-none", args=[fresh.pk]), headers=HTMX)
    assert 'data-key="KeyU"' not in pane(desk, fresh)
    # Whoever knows better still finds it.
    choice = desk.get(reverse("desk:answers-inquiry", args=[fresh.pk])).content.decode()
    assert "Pension office" in choice
    desk.post(reverse("desk:may-answer", args=[fresh.pk]), headers=HTMX)
    assert 'data-key="KeyU"' in pane(desk, fresh)


def test_an_inquiry_is_found_by_agency_name_and_code(
    desk: Client, conversation: Conversation, inquiry: Inquiry
):
    address = reverse("desk:answers-inquiry", args=[conversation.pk])
    for words in ("pension", "njeri", inquiry.case.code):
        found = desk.get(address, {"words": words}, headers=HTMX).content.decode()
        assert f'value="{inquiry.pk}"' in found
    nothing = desk.get(address, {"words": "harbour"}, headers=HTMX).content.decode()
    assert "No open inquiry" in nothing


def test_why_it_cannot_be_is_said_and_nothing_moves(
    desk: Client, fresh: Conversation, inquiry: Inquiry
):
    fresh.person = inquiry.case.person
    fresh.save()
    address = reverse("desk:answers-inquiry", args=[fresh.pk])
    refused = desk.post(address, {"inquiry": inquiry.pk}, headers=HTMX)
    assert "it is no agency’s letter" in refused.content.decode()
    assert not AgencyLetter.objects.exists()
    assert desk.post(address, {"inquiry": "x"}).status_code == 404


def test_who_may_not_see_the_case_is_offered_nothing(
    desk: Client, visitor: Client, fresh: Conversation, inquiry: Inquiry, staff: User, now: datetime
):
    make_confidential(case_id=inquiry.case_id, members=[staff], by=staff, now=now)
    other = member_of_staff(email="o@highlands.example", name="Odo", roles=[Role.CASEWORKER])
    visitor.force_login(other)
    assert 'data-key="KeyU"' not in pane(visitor, fresh)
    address = reverse("desk:answers-inquiry", args=[fresh.pk])
    assert visitor.post(address, {"inquiry": inquiry.pk}).status_code == 404


def test_many_inquiries_cost_no_more_questions(
    desk: Client, staff: User, fresh: Conversation, inquiry: Inquiry, now: datetime
):
    def counted() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert "Pension office" in pane(desk, fresh)
        return len(queries)

    pane(desk, fresh)
    alone = counted()
    for number in range(3):
        case = a_case_in_work(by=staff, now=now, title=f"Another {number}")
        asked(case, inquiry.organisation, by=staff, now=now)
    assert counted() == alone


def test_volunteers_are_not_asked(visitor: Client, fresh: Conversation, office: Office):
    helper = member_of_staff(email="v@highlands.example", name="Val", roles=[Role.VOLUNTEER])
    visitor.force_login(helper)
    assert 'data-key="KeyU"' not in pane(visitor, fresh)
    assert visitor.get(reverse("desk:answers-inquiry", args=[fresh.pk])).status_code == 403
