"""A case begins with a letter, an entry or somebody's page, and nothing is told twice."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office.actions import update_profile
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.models import Case
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.intake.telling import HTMX, NEW, kind, told
from tests.web.desk.page import read


@pytest.fixture
def conversation(now: datetime) -> Conversation:
    bring(
        letter(
            "My pension has not been paid since March. I am a widow. Please help.",
            subject="My pension",
        ),
        now=now,
        is_live=True,
    )
    return Conversation.objects.get()


def test_a_letter_becomes_a_case_with_nothing_typed(
    office: object, conversation: Conversation, desk: Client
) -> None:
    tree = read(desk.get(f"{NEW}?letter={conversation.pk}").content)
    sent = {
        one.attributes["name"]: one.attributes.get("value", "")
        for one in tree.all("input")
        if one.attributes.get("type") not in ("checkbox", "file")
        and (one.attributes.get("type") != "radio" or "checked" in one.attributes)
    } | {one.attributes["name"]: one.text for one in tree.all("textarea")}

    desk.post(NEW, sent, headers=HTMX)

    case = Case.objects.get()
    assert case.kind == kind()
    assert case.title == "My pension"
    assert "I am a widow" in case.story
    assert case.person == conversation.person
    assert (case.channel, case.language) == ("email", "en")
    assert Input.objects.get() == case.input


def test_a_letter_that_is_a_case_leads_to_it(
    office: object, conversation: Conversation, desk: Client
) -> None:
    first = told(conversation=conversation.pk)
    desk.post(NEW, first, headers=HTMX)
    case = Case.objects.get()

    answer = desk.get(f"{NEW}?letter={conversation.pk}")
    assert answer["Location"] == reverse("desk:case", args=[case.pk])
    answer = desk.post(NEW, told(conversation=conversation.pk), headers=HTMX)
    assert "belong to a case already" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_letter_one_may_not_see_makes_no_case(
    office: object, conversation: Conversation, desk: Client, staff: User, now: datetime
) -> None:
    circle = Circle.objects.create(name="Others")
    set_circle(conversation=conversation, circle=circle, by=staff)
    desk.force_login(member_of_staff(email="omar@highlands.example", name="Omar"))

    assert desk.get(f"{NEW}?letter={conversation.pk}").status_code == 404
    answer = desk.post(NEW, told(conversation=conversation.pk), headers=HTMX)
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_an_entry_and_its_case_are_one_input(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    answer = desk.post(
        "/desk/entry/",
        {"key": "k1", "channel": "phone", "who": "Juma", "phone": "0712 345 678",
         "text": "My pension is late", "outcome": "answer", "then": "case"},
        headers=HTMX,
    )  # fmt: skip
    conversation = Conversation.objects.get()
    assert answer["HX-Redirect"] == f"{NEW}?letter={conversation.pk}"

    desk.post(NEW, told(conversation=conversation.pk, channel="phone"), headers=HTMX)

    assert Input.objects.get() == Case.objects.get().input
    assert conversation.state == ConversationState.TO_ANSWER


def test_from_a_persons_page_they_are_chosen_and_what_is_open_of_theirs_is_seen(
    desk: Client, now: datetime
) -> None:
    person = somebody("Ruth Adeyemi")
    desk.post(NEW, told(who="", phone="", person=person.pk), headers=HTMX)

    tree = read(desk.get(f"{NEW}?person={person.pk}").content)

    assert tree.one("input", name="person").attributes["value"] == str(person.pk)
    assert "Open already: My pension stopped in March" in tree.text
    assert person.pk == Case.objects.get().person_id


def test_volunteers_take_cases_in_only_where_the_office_says_so(
    visitor: Client, desk: Client, conversation: Conversation
):
    helper = member_of_staff(email="val@highlands.example", name="Val", roles=[Role.VOLUNTEER])
    visitor.force_login(helper)
    letters = f"/desk/inbox/{conversation.pk}/"
    offer = f"{NEW}?letter={conversation.pk}"
    assert visitor.get(NEW).status_code == 403
    assert offer not in visitor.get(letters).content.decode()
    desk.post(reverse("desk:keep-duty", args=["intake"]), {"intake_roles": ["volunteer"]})
    assert offer in visitor.get(letters).content.decode()
    assert visitor.get(NEW).status_code == 200
    visitor.post(NEW, told())
    case = Case.objects.get()
    # It waits for a colleague who takes it on, and only its own may be taken back by them.
    assert (case.opened_by, case.assigned_to) == (helper, None)
    assert visitor.post(f"/desk/cases/{case.pk}/decide/", {}).status_code == 403
    assert visitor.post(f"/desk/cases/{case.pk}/undo-opening/").status_code == 302
    assert not Case.objects.exists()
    desk.post(NEW, told())
    assert visitor.post(f"/desk/cases/{Case.objects.get().pk}/undo-opening/").status_code == 403
    desk.post(reverse("desk:keep-duty", args=["intake"]), {})
    assert visitor.get(NEW).status_code == 403
