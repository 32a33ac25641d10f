"""A text that waits for approval, on the screens of whoever wrote it and whoever reads it."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem
from baraza.dialogue.conversations.actions.answering import Words
from baraza.dialogue.conversations.actions.approving import ask
from baraza.dialogue.conversations.models import Approval, ApprovalState, Conversation, Draft
from tests.staff import member_of_staff
from tests.web.desk.page import read

HTMX = {"HX-Request": "true"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteer(conversation: Conversation, staff: User) -> User:
    return member_of_staff(email="kim@highlands.example", name="Kim Osei", roles=[Role.VOLUNTEER])


@pytest.fixture
def their_desk(volunteer: User) -> Client:
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(volunteer)
    return client


@pytest.fixture
def approval(conversation: Conversation, volunteer: User) -> Approval:
    return ask(
        conversation=conversation,
        author=volunteer,
        words=Words(text="We come on Monday."),
        now=timezone.now(),
    )


def test_who_may_only_draft_asks_where_others_send(
    their_desk: Client, conversation: Conversation
) -> None:
    address = reverse("desk:reply", args=[conversation.pk])
    strong = read(their_desk.get(address, headers=HTMX).content).one("button", class_="strong")
    assert strong.text.startswith("Ask for approval")
    answer = their_desk.post(address, {"text": "We come on Monday."}, headers=HTMX)
    tree = read(answer.content)
    assert "Waits for approval" in tree.one(class_="asked").text
    assert not tree.all("form", class_="composer")
    assert Approval.objects.get().state == ApprovalState.ASKED
    assert not OutgoingItem.objects.exists()


def test_the_rules_of_conduct_come_first_here_too(
    their_desk: Client, conversation: Conversation, volunteer: User
) -> None:
    newcomer = member_of_staff(
        email="new@highlands.example", name="New", roles=[Role.VOLUNTEER], knows_conduct=False
    )
    their_desk.force_login(newcomer)
    address = reverse("desk:reply", args=[conversation.pk])
    answer = their_desk.post(address, {"text": "We come."}, headers=HTMX)
    assert answer.status_code == 422
    assert not Approval.objects.exists()


def test_whoever_approves_sees_the_very_words_beside_the_letter(
    desk: Client, approval: Approval, conversation: Conversation
) -> None:
    page = read(desk.get(reverse("desk:approvals")).content)
    assert (
        reverse("desk:letter", args=[conversation.pk])
        in page.one("a", class_="row").attributes["href"]
    )
    tree = read(desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    asked = tree.one(class_="asked")
    assert "Kim Osei" in asked.text
    assert "We come on Monday." in asked.text
    assert asked.one("button", class_="strong").attributes["data-key"] == "KeyV"


def test_approved_it_is_on_its_way_and_can_be_taken_back(desk: Client, approval: Approval) -> None:
    answer = desk.post(reverse("desk:approve", args=[approval.pk]), headers=HTMX)
    toast = read(answer.content).one(class_="toast")
    assert toast.attributes["data-seconds"] == "10"
    item = OutgoingItem.objects.get()
    assert item.text == "We come on Monday."
    back = desk.post(toast.one("form").attributes["action"], headers=HTMX)
    assert back["HX-Redirect"] == reverse("desk:letter", args=[approval.conversation_id])
    assert Approval.objects.get().state == ApprovalState.ASKED


def test_sent_back_its_author_reads_the_remark_above_the_words(
    desk: Client, their_desk: Client, approval: Approval, conversation: Conversation
) -> None:
    address = reverse("desk:send-back", args=[approval.pk])
    assert "few words" in read(desk.post(address, {"remark": " "}, headers=HTMX).content).text
    desk.post(address, {"remark": "Name the hour."}, headers=HTMX)
    tree = read(their_desk.get(reverse("desk:letter", args=[conversation.pk])).content)
    assert "Name the hour." in tree.one(id="composer").text
    assert tree.one("textarea", name="text").text == "We come on Monday."


def test_a_text_changed_meanwhile_is_not_approved_and_that_is_said(
    desk: Client, their_desk: Client, approval: Approval, conversation: Conversation
) -> None:
    their_desk.post(
        reverse("desk:draft", args=[conversation.pk]), {"text": "We never come."}, headers=HTMX
    )
    answer = desk.post(reverse("desk:approve", args=[approval.pk]), headers=HTMX)
    assert "in hand again" in read(answer.content).one(class_="toast").text
    assert not OutgoingItem.objects.exists()


def test_only_who_asked_goes_on_writing(
    desk: Client, their_desk: Client, approval: Approval
) -> None:
    address = reverse("desk:withdraw-asking", args=[approval.pk])
    assert desk.post(address, headers=HTMX).status_code == 404
    answer = their_desk.post(address, headers=HTMX)
    assert answer["HX-Redirect"] == reverse("desk:reply", args=[approval.conversation_id])
    assert Draft.objects.get().text == "We come on Monday."


def test_who_only_drafts_decides_nothing(their_desk: Client, approval: Approval) -> None:
    for name in ("approve", "send-back"):
        address = reverse(f"desk:{name}", args=[approval.pk])
        assert their_desk.post(address, {"remark": "No"}, headers=HTMX).status_code == 403


def test_where_nothing_waits_the_page_says_what_would(desk: Client, now: datetime) -> None:
    assert "Nothing waits for you" in read(desk.get(reverse("desk:approvals")).content).text
