"""One call, one visit, one paper: typed, saved, taken back."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Role, User
from baraza.base.office.actions import update_profile
from baraza.base.people.models import Person
from baraza.dialogue.commitments.models import Commitment
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.logbook.actions.sheets import print_sheets
from baraza.dialogue.logbook.models import EntryDraft, Sheet, SheetKind
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.entry.typed import ENTRY, HTMX, typed
from tests.web.desk.page import read


def test_the_page_asks_one_question_and_has_one_strong_button(desk: Client) -> None:
    tree = read(desk.get(ENTRY).content)

    assert tree.one("h1").text == "What came in?"
    assert len(tree.all("button", class_="strong")) == 1


def test_saved_the_next_entry_begins_and_the_last_can_be_undone(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    answer = desk.post(ENTRY, typed(), headers=HTMX)

    conversation = Conversation.objects.get()
    assert answer.status_code == 200
    tree = read(answer.content)
    assert "Kept: Wanjiru Kamau." in tree.text
    assert tree.one("textarea", name="text").text == ""
    assert conversation.state == ConversationState.TO_ANSWER
    numbers = conversation.person.contact_points.values_list("value", flat=True)
    assert list(numbers) == ["+254712345678"]

    message = Message.objects.get()
    answer = desk.post(reverse("desk:entry-undo", args=[message.pk]), headers=HTMX)
    draft = EntryDraft.objects.get()
    assert answer["HX-Redirect"] == f"{ENTRY}?draft={draft.key}"
    assert not Conversation.objects.exists()
    page = read(desk.get(answer["HX-Redirect"]).content)
    assert page.one("textarea", name="text").text.strip() == typed()["text"]
    assert page.one("input", name="person").attributes["value"] == str(Person.objects.get().pk)


def test_a_double_click_is_one_entry(desk: Client) -> None:
    for _ in range(2):
        desk.post(ENTRY, typed(), headers=HTMX)

    assert Message.objects.count() == 1


def test_save_and_open_leads_to_the_letter(desk: Client) -> None:
    answer = desk.post(ENTRY, typed(then="open"), headers=HTMX)

    letter_page = reverse("desk:letter", args=[Conversation.objects.get().pk])
    assert answer["HX-Redirect"] == letter_page
    answer = desk.post(ENTRY, typed(then="open", key="other"))
    assert answer.status_code == 302


def test_without_words_nothing_is_lost_and_it_says_what_is_missing(desk: Client) -> None:
    answer = desk.post(ENTRY, typed(text=""), headers=HTMX)

    assert answer.status_code == 422
    tree = read(answer.content)
    assert "What was said?" in tree.one(role="alert").text
    assert tree.one("input", name="who").attributes["value"] == "Wanjiru Kamau"


@pytest.mark.parametrize(
    "wrong", [{"happened_at": "never"}, {"email": "no address"}, {"channel": "smoke"}]
)
def test_what_cannot_be_read_is_said_and_kept(desk: Client, wrong: dict[str, str]) -> None:
    answer = desk.post(ENTRY, typed(**wrong), headers=HTMX)

    assert answer.status_code == 422
    assert typed()["text"] in answer.content.decode()
    assert not Message.objects.exists()


def test_the_future_has_not_been_said_yet(desk: Client) -> None:
    desk.post(ENTRY, typed(happened_at="2999-01-01T00:00"), headers=HTMX)

    assert Message.objects.get().happened_at.year < 2999


def test_a_form_that_comes_back_is_found_by_its_code_and_entered_once(
    desk: Client, staff: User, now: datetime
) -> None:
    person = somebody("Ruth Adeyemi")
    [form] = print_sheets(
        kind=SheetKind.FORM, count=1, language="en", by=staff, now=now, person=person
    )
    found = desk.get("/desk/sheets/find/", {"code": form.code.lower().replace("-", " ")})
    page = desk.get(desk.get(found["Location"])["Location"])
    tree = read(page.content)
    assert tree.one("input", name="person").attributes["value"] == str(person.pk)
    assert "checked" in tree.one("input", name="channel", value="letter").attributes

    answer = desk.post(ENTRY, typed(sheet=form.code, person=person.pk), headers=HTMX)
    assert answer.status_code == 200
    assert Sheet.objects.get().finished_at is not None
    again = desk.post(ENTRY, typed(sheet=form.code, key="again"), headers=HTMX)
    assert again.status_code == 422
    assert "entered already" in again.content.decode()
    assert "entered already" in desk.get(f"/desk/sheet/{form.code}/").content.decode()

    undone = desk.post(reverse("desk:entry-undo", args=[Message.objects.get().pk]), headers=HTMX)
    tree = read(desk.get(undone["HX-Redirect"]).content)
    assert tree.one("input", name="sheet").attributes["value"] == form.code


def test_who_only_reads_does_not_enter(office: Any) -> None:
    client = Client(headers={"host": "highlands.localhost"})
    auditor = member_of_staff(email="audit@highlands.example", name="Ada", roles=[Role.AUDITOR])
    client.force_login(auditor)

    assert client.get(ENTRY).status_code == 403
    assert client.post(ENTRY, typed()).status_code == 403


def test_a_call_of_ours_answers_what_it_belongs_to_and_keeps_what_was_promised(
    desk: Client, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    waiting = Conversation.objects.get()
    person = waiting.person
    call = typed(
        channel="called",
        who=person.name,
        person=person.pk,
        phone="",
        conversation=waiting.pk,
        text="Told her the date.",
        answer="Send her the form.",
        # Left over from before it became a call of ours: neither means anything then.
        outcome="done",
        anonymous="on",
    )
    for _ in range(2):  # a double click
        desk.post(ENTRY, call, headers=HTMX)

    waiting.refresh_from_db()
    assert waiting.state == ConversationState.ANSWERED
    ours = waiting.messages.last()
    assert (ours.direction, ours.channel, ours.said) == ("out", "phone", "Told her the date.")
    assert ours.author_name == staff.name
    assert [one.words for one in Commitment.objects.all()] == ["Send her the form."]

    answer = desk.post(reverse("desk:entry-undo", args=[ours.pk]), headers=HTMX)
    waiting.refresh_from_db()
    assert waiting.state == ConversationState.TO_ANSWER
    assert not Commitment.objects.exists()
    page = read(desk.get(answer["HX-Redirect"]).content)
    assert page.one("input", name="channel", checked="").attributes["value"] == "called"
    assert page.one("input", name="person").attributes["value"] == str(person.pk)
