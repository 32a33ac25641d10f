"""A case is taken in on one screen: kept while it is typed, opened once, taken back."""

from datetime import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role, User
from baraza.base.office.actions import update_profile
from baraza.base.people.models import Person, RelationKind
from baraza.common.paper import new_code
from baraza.common.uploads import MOST_BYTES
from baraza.dialogue.conversations.actions.confidential import set_circle
from baraza.dialogue.conversations.models import Conversation, ConversationState
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions.changing import add_note
from baraza.engagement.casework.models import Case, CaseKind, Intake, Urgency
from tests.letters import bring, letter
from tests.people import somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read

NEW = "/desk/cases/new/"
HTMX = {"HX-Request": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


def kind(name: str = "Pensions") -> CaseKind:
    return CaseKind.objects.get(name=name)


def told(**more: Any) -> dict[str, Any]:
    return {
        "code": new_code(),
        "kind": kind().pk,
        "channel": "phone",
        "who": "Amina Haddad",
        "phone": "+254 712 345 678",
        "birth_year": "1951",
        "story": "My pension stopped in March. Nobody says why.",
        "tried": "She went to the district office twice.",
        "urgency": "2",
        "language": "ar",
    } | more


def test_the_page_asks_for_the_kind_first_and_has_one_strong_button(desk: Client) -> None:
    tree = read(desk.get(NEW).content)

    assert tree.one("h1").text == "What happened, and to whom?"
    assert len(tree.all("input", name="kind")) == CaseKind.objects.in_use().count()
    assert len(tree.all("button", class_="strong")) == 1


def test_a_call_becomes_a_case_with_somebody_new(desk: Client, staff: User) -> None:
    which = kind().fields.get(label="Which pension?")
    answer = desk.post(NEW, told(**{f"answer-{which.pk}": "Old age"}), headers=HTMX)

    case = Case.objects.get()
    assert answer["HX-Redirect"] == reverse("desk:case", args=[case.pk])
    assert (case.person.name, case.person.birth_year) == ("Amina Haddad", 1951)
    assert case.person.contact_points.get().value == "+254712345678"
    assert (case.channel, case.language, case.opened_by) == ("phone", "ar", staff)
    assert case.answers.get().words == "Old age"
    assert Input.objects.count() == 1
    assert not Conversation.objects.exists()


def test_a_double_click_opens_one_case(desk: Client) -> None:
    sent = told()
    desk.post(NEW, sent, headers=HTMX)
    answer = desk.post(NEW, sent, headers=HTMX)

    assert answer.status_code == 422
    assert "nothing was opened twice" in answer.content.decode()
    assert reverse("desk:case", args=[Case.objects.get().pk]) in answer.content.decode()
    assert (Case.objects.count(), Person.objects.count()) == (1, 1)


def test_nothing_is_demanded_but_the_kind_and_a_few_words(desk: Client) -> None:
    empty = {"code": new_code()}
    answer = desk.post(NEW, empty, headers=HTMX)
    assert answer.status_code == 422
    words = read(answer.content).text
    assert "What kind of case is it?" in words
    assert "What happened? A few words are enough, or a photo." in words

    sent = empty | {"kind": kind().pk, "story": "Nothing came"}
    assert desk.post(NEW, sent, headers=HTMX).status_code == 200
    assert Case.objects.get().person is None


def test_what_was_typed_is_still_there_when_something_is_missing(desk: Client) -> None:
    answer = desk.post(NEW, told(urgency="4", email="not an address"), headers=HTMX)

    tree = read(answer.content)
    assert answer.status_code == 422
    assert "Why so soon?" in tree.text
    assert "This is no e-mail address" in tree.text
    assert tree.one("textarea", name="tried").text.strip() == told()["tried"]
    assert tree.one("input", name="who").attributes["value"] == "Amina Haddad"


def test_a_deadline_makes_it_urgent_and_is_the_reason(
    desk: Client, time_machine: Any, now: datetime
) -> None:
    time_machine.move_to(now, tick=False)

    desk.post(NEW, told(deadline="2026-05-05"), headers=HTMX)

    case = Case.objects.get()
    assert case.urgency == Urgency.NOW
    assert case.urgency_reason == "Deadline on 5 May 2026"


def test_a_child_is_asked_for_by_a_parent_and_it_is_remembered(desk: Client) -> None:
    desk.post(
        NEW,
        told(kind=kind("School and study").pk, other="on", for_who="Sami", behalf="parent",
             relates="on", for_birth_year="2016"),
        headers=HTMX,
    )  # fmt: skip

    case = Case.objects.get()
    assert (case.person.name, case.person.birth_year) == ("Sami", 2016)
    assert (case.asked_by.name, case.behalf) == ("Amina Haddad", "parent")
    relation = case.asked_by.relations.get()
    assert (relation.other_person, relation.kind) == (case.person, RelationKind.FAMILY)
    assert relation.role == "Parent"


def test_without_whom_they_ask_for_nothing_is_opened(desk: Client) -> None:
    answer = desk.post(NEW, told(other="on"), headers=HTMX)

    assert "For whom do they ask?" in answer.content.decode()
    assert not Person.objects.exists()


def test_what_is_typed_is_kept_encrypted_and_found_again(desk: Client, staff: User) -> None:
    sent = told(story="He needs insulin")
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)

    intake = Intake.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM casework_intake")
        assert "insulin" not in cursor.fetchone()[0]
    assert "He needs insulin" in read(desk.get(NEW).content).text
    page = read(desk.get(f"{NEW}?intake={intake.code}").content)
    assert page.one("textarea", name="story").text.strip() == "He needs insulin"
    assert page.one("input", name="phone").attributes["value"] == sent["phone"]

    colleague = member_of_staff(email="omar@highlands.example", name="Omar")
    desk.force_login(colleague)
    assert "insulin" not in desk.get(NEW).content.decode()
    assert desk.get(f"{NEW}?intake={intake.code}").status_code == 404


def test_opened_its_words_stand_nowhere_twice(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    desk.post(NEW, sent, headers=HTMX)

    assert Intake.objects.get().typed == ""
    # A save that was still on its way brings nothing back.
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    assert Intake.objects.get().typed == ""


def test_put_away_it_can_be_brought_back(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)

    answer = desk.post(reverse("desk:new-case-put-away"), {"code": sent["code"]}, headers=HTMX)

    assert not Intake.objects.exists()
    tree = read(answer.content)
    again = {
        each.attributes["name"]: each.attributes["value"]
        for each in tree.all("input", type="hidden")
        if each.attributes.get("value")
    }
    answer = desk.post(reverse("desk:new-case-keep"), again, headers=HTMX)
    assert answer["HX-Redirect"] == f"{NEW}?intake={sent['code']}"
    page = read(desk.get(answer["HX-Redirect"]).content)
    assert page.one("textarea", name="story").text.strip() == sent["story"]


def test_photos_are_kept_at_once_and_go_with_the_case(desk: Client) -> None:
    sent = told()
    photos = [SimpleUploadedFile(name, PNG, "image/png") for name in ("a.png", "b.png")]
    desk.post(reverse("desk:new-case-file"), {"code": sent["code"], "files": photos})
    file = Intake.objects.get().files.first()
    desk.post(reverse("desk:new-case-file-remove", args=[file.public_id]), headers=HTMX)

    desk.post(NEW, sent, headers=HTMX)

    kept = Case.objects.get().files.get()
    assert (kept.name, bytes(kept.content)) == ("b.png", PNG)
    assert not Intake.objects.get().files.exists()


def test_a_photo_that_is_too_large_is_refused_and_nothing_typed_is_lost(desk: Client) -> None:
    sent = told()
    desk.post(reverse("desk:new-case-keep"), sent, headers=HTMX)
    huge = SimpleUploadedFile("huge.png", PNG + b"\0" * MOST_BYTES, "image/png")
    fine = SimpleUploadedFile("fine.png", PNG, "image/png")

    answer = desk.post(reverse("desk:new-case-file"), {"code": sent["code"], "files": [huge, fine]})

    tree = read(answer.content)
    assert "huge.png: The file is too large. At most 25 MB can be kept." in tree.text
    assert [one.name for one in Intake.objects.get().files.all()] == ["fine.png"]
    assert Intake.objects.get().typed


def test_what_says_png_and_is_not_is_refused(desk: Client) -> None:
    false = SimpleUploadedFile("a.png", b"MZ\x90\0", "image/png")

    answer = desk.post(reverse("desk:new-case-file"), {"code": new_code(), "files": [false]})

    assert "wrong" in answer.content.decode()
    assert not Intake.objects.exists()


def test_the_kind_brings_its_questions_and_script_and_keeps_answers(desk: Client) -> None:
    which = kind().fields.get(label="Which pension?")
    answer = desk.post(
        reverse("desk:new-case-kind"), told(**{f"answer-{which.pk}": "Disability"}), headers=HTMX
    )

    tree = read(answer.content)
    chosen = [one for one in tree.all("input", name=f"answer-{which.pk}")
              if "checked" in one.attributes]  # fmt: skip
    assert [one.attributes["value"] for one in chosen] == ["Disability"]
    assert "Ask which month was the last that was paid" in tree.text


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


def test_taken_back_the_case_never_was_and_is_told_again(desk: Client, staff: User) -> None:
    sent = told(urgency="3", urgency_reason="Nothing to live on")
    photo = SimpleUploadedFile("a.png", PNG, "image/png")
    desk.post(reverse("desk:new-case-file"), {"code": sent["code"], "files": [photo]})
    desk.post(NEW, sent, headers=HTMX)
    case = Case.objects.get()

    answer = desk.post(reverse("desk:case-undo-opening", args=[case.pk]))

    assert answer["Location"] == f"{NEW}?intake={sent['code']}"
    assert not Case.objects.exists()
    assert not Input.objects.exists()
    page = read(desk.get(answer["Location"]).content)
    assert page.one("textarea", name="story").text.strip() == sent["story"]
    assert page.one("input", name="urgency_reason").attributes["value"] == "Nothing to live on"
    assert "a.png" in page.text
    desk.post(NEW, sent, headers=HTMX)
    assert Case.objects.get().files.count() == 1


def test_once_somebody_has_gone_on_with_it_nothing_is_taken_back(
    desk: Client, staff: User, now: datetime
) -> None:
    desk.post(NEW, told(), headers=HTMX)
    case = Case.objects.get()
    add_note(case_id=case.pk, text="I ring them tomorrow", by=staff, now=now)

    desk.post(reverse("desk:case-undo-opening", args=[case.pk]))

    assert Case.objects.count() == 1
    assert case.notes.count() == 1


def test_volunteers_take_in_no_cases(desk: Client) -> None:
    desk.force_login(
        member_of_staff(email="vera@highlands.example", name="Vera", roles=[Role.VOLUNTEER])
    )

    assert desk.get(NEW).status_code == 403
    assert desk.post(NEW, told(), headers=HTMX).status_code == 403
    assert not Case.objects.exists()


def test_the_page_asks_as_much_with_three_begun_as_with_one(desk: Client) -> None:
    counts = []
    for number in (1, 2, 3):
        desk.post(reverse("desk:new-case-keep"), told(story=f"Number {number}"), headers=HTMX)
        with CaptureQueriesContext(connection) as asked:
            desk.get(NEW)
        counts.append(len(asked))

    assert counts[0] == counts[2]
