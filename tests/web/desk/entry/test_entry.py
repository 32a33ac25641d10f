"""One call, one visit, one paper: typed, kept while typed, saved, taken back."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.agenda.models import Topic
from baraza.base.office.actions import update_profile
from baraza.base.people.actions.care import place_warning
from baraza.base.people.models import CallFirst, Person
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.logbook.actions.sheets import print_sheets
from baraza.dialogue.logbook.models import EntryDraft, EntryFile, Sheet, SheetKind
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

ENTRY = "/desk/entry/"
HTMX = {"HX-Request": "true"}
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": "abc123",
        "channel": "phone",
        "who": "Wanjiru Kamau",
        "phone": "0712 345 678",
        "text": "The bus no longer stops at the clinic.",
        "outcome": "answer",
        "happened_at": "2026-05-04T08:41",
    } | more


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


def test_a_number_typed_as_the_name_is_a_number(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    somebody("Wanjiru Kamau", phone="+254712345678")

    desk.post(ENTRY, typed(who="0712 345 678", phone=""), headers=HTMX)

    assert Conversation.objects.get().person.name == "Wanjiru Kamau"
    assert Person.objects.count() == 1


def test_the_future_has_not_been_said_yet(desk: Client) -> None:
    desk.post(ENTRY, typed(happened_at="2999-01-01T00:00"), headers=HTMX)

    assert Message.objects.get().happened_at.year < 2999


def test_a_draft_survives_a_closed_browser(desk: Client, staff: User) -> None:
    topic = Topic.objects.create(name="Transport")
    answer = desk.post(
        f"{ENTRY}draft/", typed(topic=topic.pk, outcome="done", answer="From Monday.")
    )
    assert "Draft kept" in answer.content.decode()

    again = Client(headers={"host": "highlands.localhost"})
    again.force_login(staff)
    tree = read(again.get(ENTRY).content)
    assert tree.one("input", name="key").attributes["value"] == "abc123"
    assert tree.one("textarea", name="text").text.strip() == typed()["text"]
    assert "checked" in tree.one("input", name="outcome", value="done").attributes


def test_another_entry_begun_is_listed_and_never_overwritten(desk: Client, now: datetime) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    person = somebody("Ruth Adeyemi")

    tree = read(desk.get(f"{ENTRY}?person={person.pk}").content)

    assert tree.one("input", name="key").attributes["value"] != "abc123"
    assert tree.one("aside").one("a").attributes["href"] == f"{ENTRY}?draft=abc123"


def test_nobody_sees_a_colleagues_draft(desk: Client, office: Any) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="sam@highlands.example", name="Sam"))

    page = other.get(f"{ENTRY}?draft=abc123").content.decode()

    assert typed()["text"] not in page


def test_put_away_can_be_brought_back(desk: Client) -> None:
    desk.post(f"{ENTRY}draft/", typed())
    answer = desk.post(f"{ENTRY}discard/", {"key": "abc123"}, headers=HTMX)
    assert not EntryDraft.objects.exists()

    form = read(answer.content).one(class_="toast").one("form")
    fields = {
        field.attributes["name"]: field.attributes["value"]
        for field in form.all("input")
        if field.attributes.get("value")
    }
    back = desk.post(form.attributes["action"], fields, headers=HTMX)

    assert back["HX-Redirect"] == f"{ENTRY}?draft=abc123"
    assert EntryDraft.objects.get().typed["text"] == typed()["text"]


def test_people_are_found_by_name_and_by_number(desk: Client) -> None:
    update_profile(phone="+254 20 555 0100")
    person = somebody("Wanjiru Kamau", phone="+254712345678")

    for words in ("wanj", "0712345"):
        tree = read(desk.get(f"{ENTRY}people/", {"who": words}).content)
        options = tree.all(role="option")
        assert options[0].attributes["data-person"] == str(person.pk)
        assert "Somebody new" in options[-1].text
    assert read(desk.get(f"{ENTRY}people/", {"who": "w"}).content).all(role="option") == []


def test_whoever_is_chosen_comes_with_what_must_be_known(
    desk: Client, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    place_warning(
        person=thread.person,
        text="Shouts.",
        call_first=CallFirst(CallFirst.values[0]),
        by=staff,
        now=now,
    )

    tree = read(desk.get(f"{ENTRY}who/", {"person": thread.person_id}).content)

    assert tree.one("input", name="person").attributes["value"] == str(thread.person_id)
    assert "Shouts." in tree.text
    assert tree.one("input", name="conversation", value=str(thread.pk))


def test_a_call_joins_the_matter_it_is_about_but_never_somebody_elses(
    desk: Client, now: datetime
) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    stranger = somebody("Ruth Adeyemi")

    desk.post(ENTRY, typed(person=thread.person_id, conversation=thread.pk), headers=HTMX)
    desk.post(ENTRY, typed(person=stranger.pk, conversation=thread.pk, key="other"), headers=HTMX)

    assert thread.messages.count() == 2
    assert Conversation.objects.count() == 2


def test_matters_within_another_circle_are_not_offered(desk: Client, now: datetime) -> None:
    bring(letter(), now=now)
    thread = Conversation.objects.get()
    set_circle(conversation=thread, circle=Circle.objects.create(name="Others"))

    page = desk.get(f"{ENTRY}who/", {"person": thread.person_id}).content.decode()
    desk.post(ENTRY, typed(person=thread.person_id, conversation=thread.pk), headers=HTMX)

    assert 'name="conversation"' not in page
    assert thread.messages.count() == 1


def test_a_scan_is_kept_with_the_draft_and_seen_in_the_thread(desk: Client) -> None:
    scan = SimpleUploadedFile("../../scan.pdf", PDF)
    answer = desk.post(f"{ENTRY}files/", {"scans": scan, "key": "abc123"}, headers=HTMX)
    assert "scan.pdf" in answer.content.decode()

    desk.post(ENTRY, typed(channel="letter", text=""), headers=HTMX)

    attached = Message.objects.get().attachments.get()
    got = desk.get(reverse("desk:attachment", args=[attached.public_id]))
    assert got.content == PDF
    assert not EntryFile.objects.exists()


def test_what_is_no_scan_is_refused_and_says_why(desk: Client) -> None:
    program = SimpleUploadedFile("scan.pdf", b"MZ\x90\x00 a program")

    answer = desk.post(f"{ENTRY}files/", {"scans": program, "key": "abc123"}, headers=HTMX)

    assert "Files of this kind are not taken here" in answer.content.decode()
    assert not EntryFile.objects.exists()


def test_a_scan_can_be_taken_out_by_its_owner_alone(desk: Client, office: Any) -> None:
    scan = SimpleUploadedFile("scan.pdf", PDF)
    desk.post(f"{ENTRY}files/", {"scans": scan, "key": "abc123"})
    file = EntryFile.objects.get()
    other = Client(headers={"host": "highlands.localhost"})
    other.force_login(member_of_staff(email="sam@highlands.example", name="Sam"))
    address = reverse("desk:entry-file-remove", args=[file.public_id])

    assert other.post(address).status_code == 404
    assert EntryFile.objects.exists()
    desk.post(address)
    assert not EntryFile.objects.exists()


def test_anonymous_is_anonymous_whatever_else_was_typed(desk: Client) -> None:
    person = somebody("Ruth Adeyemi")

    desk.post(ENTRY, typed(anonymous="on", person=person.pk, new="on"), headers=HTMX)

    message = Message.objects.get()
    assert message.conversation.person is None
    assert message.author_name == message.author_address == ""
    assert Person.objects.count() == 1


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


@pytest.mark.parametrize("count", [1, 3])
def test_finding_people_costs_the_same_however_many(desk: Client, count: int) -> None:
    update_profile(phone="+254 20 555 0100")
    for number in range(count):
        somebody(f"Wanjiru {number}", phone=f"+25471234567{number}")
    desk.get(f"{ENTRY}people/", {"who": "wanjiru"})

    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = desk.get(f"{ENTRY}people/", {"who": "wanjiru"})

    assert len(read(answer.content).all(role="option")) == count + 1
    assert len(queries) == 10


def queries_of_the_page(desk: Client) -> int:
    desk.get(ENTRY)
    with CaptureQueriesContext(connection) as queries:
        desk.get(ENTRY)
    return len(queries)


def test_the_page_costs_the_same_however_much_is_begun(desk: Client) -> None:
    Topic.objects.create(name="Transport")
    desk.post(f"{ENTRY}draft/", typed(key="one"))
    desk.post(f"{ENTRY}draft/", typed(key="other"))
    few = queries_of_the_page(desk)
    for number in range(3):
        Topic.objects.create(name=f"Topic {number}")
        desk.post(f"{ENTRY}draft/", typed(key=f"more{number}"))
        scan = SimpleUploadedFile("scan.pdf", PDF)
        desk.post(f"{ENTRY}files/", {"scans": scan, "key": f"more{number}"})

    assert queries_of_the_page(desk) == few
