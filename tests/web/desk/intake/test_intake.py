"""A case is taken in on one screen: opened once, taken back, by those who may."""

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from baraza.base.accounts.models import Role, User
from baraza.base.office.actions import update_profile
from baraza.base.people.models import Person, RelationKind
from baraza.common.paper import new_code
from baraza.dialogue.conversations.models import Conversation
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions.changing import add_note
from baraza.engagement.casework.models import Case, CaseKind, Urgency
from tests.staff import member_of_staff
from tests.web.desk.intake.telling import HTMX, NEW, PNG, kind, told
from tests.web.desk.page import read


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


def test_an_auditor_never_takes_cases_in(visitor: Client, desk: Client):
    auditor = member_of_staff(email="aud@highlands.example", name="Aud", roles=[Role.AUDITOR])
    visitor.force_login(auditor)
    refused = desk.post(reverse("desk:keep-duty", args=["intake"]), {"intake_roles": ["auditor"]})
    assert "Select a valid choice" in refused.content.decode()
    assert visitor.get(NEW).status_code == 403


def test_what_is_told_in_a_script_of_its_own_gives_the_language(desk: Client) -> None:
    nobody = {"who": "", "phone": "", "birth_year": "", "language": ""}
    update_profile(languages=["en", "ar"])
    desk.post(NEW, told(story="توقف معاشي منذ ثلاثة أشهر, says he.", title="One", **nobody))
    desk.post(NEW, told(story="My pension stopped.", title="Two", **nobody))
    english = nobody | {"language": "en"}
    desk.post(NEW, told(story="توقف معاشي منذ ثلاثة أشهر.", title="Three", **english))
    update_profile(languages=["en", "fr"])
    desk.post(NEW, told(story="توقف معاشي منذ ثلاثة أشهر.", title="Four", **nobody))
    spoken = dict(Case.objects.values_list("title", "language"))
    assert spoken == {"One": "ar", "Two": "", "Three": "en", "Four": ""}
