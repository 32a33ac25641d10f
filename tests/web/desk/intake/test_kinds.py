"""The office says which kinds of case it takes, what it asks, and how often people hear from it."""

from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import Channel
from baraza.engagement.casework.actions.changing import add_note
from baraza.engagement.casework.actions.opening import open_case
from baraza.engagement.casework.models import CaseField, CaseKind, UpdatePolicy, Urgency
from tests.staff import member_of_staff
from tests.web.desk.page import Element, read

KINDS = "/desk/set-up/cases/"


@pytest.fixture
def pensions(staff: User) -> CaseKind:
    return CaseKind.objects.get(name="Pensions")


def filled(form: Element) -> dict[str, str]:
    """What a browser would send of a form that nobody touched."""
    sent = {}
    for one in form.all("input"):
        kind = one.attributes.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in one.attributes:
            continue
        sent[one.attributes["name"]] = one.attributes.get("value", "")
    for one in form.all("textarea"):
        sent[one.attributes["name"]] = "\n".join(
            each for each in one.inside if isinstance(each, str)
        ).strip()
    for one in form.all("select"):
        chosen = [each for each in one.all("option") if "selected" in each.attributes]
        sent[one.attributes["name"]] = chosen[0].attributes["value"] if chosen else ""
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def form_to(tree: Element, action: str) -> Element:
    return tree.one("form", action=action)


def test_kept_as_it_is_a_kind_changes_nothing(desk: Client, pensions: CaseKind) -> None:
    address = reverse("desk:case-kind", args=[pensions.pk])
    before = (pensions.name, pensions.script, pensions.translations)
    form = next(each for each in read(desk.get(address).content).all("form", class_="card"))

    desk.post(address, filled(form))

    pensions.refresh_from_db()
    again = {
        code: {part: words for part, words in said.items() if words}
        for code, said in pensions.translations.items()
        if any(said.values())
    }
    assert (pensions.name, pensions.script, again) == before


def test_a_new_kind_is_named_in_each_language_and_asked_for(desk: Client, staff: User) -> None:
    answer = desk.post(reverse("desk:add-case-kind"), {"name": "Fishing rights"})
    kind = CaseKind.objects.get(name="Fishing rights")
    assert answer["Location"] == reverse("desk:case-kind", args=[kind.pk])

    desk.post(
        answer["Location"],
        {"name_en": "Fishing", "name_ar": "الصيد", "script_en": "Ask for the licence.",
         "authorisation": "implied", "keep_days": "400", "is_public": "on"},
    )  # fmt: skip
    desk.post(
        reverse("desk:add-case-question", args=[kind.pk]),
        {"new-type": "choice", "new-label_en": "Where?", "new-label_ar": "أين؟",
         "new-choices_en": "Lake\nRiver", "new-choices_ar": "بحيرة\nنهر"},
    )  # fmt: skip

    kind.refresh_from_db()
    assert (kind.name, kind.said("name", "ar")) == ("Fishing", "الصيد")
    assert (kind.authorisation, kind.keep_days) == ("implied", 400)
    field = kind.fields.get()
    assert field.choices_in("ar") == [("Lake", "بحيرة"), ("River", "نهر")]
    page = desk.post(reverse("desk:new-case-kind"), {"kind": kind.pk}).content.decode()
    assert "Where?" in page
    assert "Ask for the licence." in page


def test_a_kind_without_a_name_or_with_anothers_is_refused(
    desk: Client, pensions: CaseKind
) -> None:
    address = reverse("desk:case-kind", args=[pensions.pk])
    rest = {"authorisation": "written", "keep_days": "400"}

    assert desk.post(address, rest).status_code == 422
    answer = desk.post(address, rest | {"name_en": "Housing"})

    assert "Another kind is called so already." in answer.content.decode()
    pensions.refresh_from_db()
    assert pensions.name == "Pensions"


def test_a_kind_that_becomes_sensitive_encrypts_what_was_told(
    desk: Client, staff: User, pensions: CaseKind, now: datetime
) -> None:
    field = pensions.fields.first()
    case = open_case(
        kind=pensions, title="Late", channel=Channel.PHONE, now=now, by=staff,
        story="He has cancer", answers={field.pk: "Disability"},
    )  # fmt: skip
    note = add_note(case_id=case.pk, text="His doctor rang", by=staff, now=now)
    address = reverse("desk:case-kind", args=[pensions.pk])

    desk.post(
        address,
        {"name_en": "Pensions", "authorisation": "written", "keep_days": "400",
         "is_sensitive": "on"},
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c::text, a::text, n::text, i::text FROM casework_case c"
            " JOIN casework_caseanswer a ON a.case_id = c.id"
            " JOIN casework_casenote n ON n.case_id = c.id"
            " JOIN inputs_input i ON i.id = c.input_id"
        )
        kept = "".join(cursor.fetchone())
    assert not any(word in kept for word in ("cancer", "Disability", "doctor"))
    case.refresh_from_db()
    note.refresh_from_db()
    assert case.told.story == "He has cancer"
    assert case.answers.get().words == "Disability"
    assert note.words == "His doctor rang"


def test_a_question_is_changed_moved_no_longer_asked_and_brought_back(
    desk: Client, pensions: CaseKind
) -> None:
    first, second = pensions.fields.all()[:2]
    tree = read(desk.get(reverse("desk:case-kind", args=[pensions.pk])).content)
    address = reverse("desk:case-question", args=[first.pk])
    sent = filled(form_to(tree, address)) | {f"q{first.pk}-label_en": "What sort of pension?"}

    desk.post(address, sent)
    desk.post(reverse("desk:case-question-up", args=[second.pk]))
    desk.post(reverse("desk:retire-case-question", args=[first.pk]))

    changed = CaseField.objects.get(pk=first.pk)
    assert changed.label == "What sort of pension?"
    assert (changed.type, changed.choices) == (first.type, first.choices)
    assert changed.choices_in("ar") == first.choices_in("ar")
    assert pensions.fields.in_use().first() == second
    desk.post(reverse("desk:restore-case-question", args=[first.pk]))
    assert first in pensions.fields.in_use()


def test_steps_are_kept_together_and_an_emptied_one_goes(desk: Client, pensions: CaseKind) -> None:
    address = reverse("desk:case-kind-steps", args=[pensions.pk])
    tree = read(desk.get(reverse("desk:case-kind", args=[pensions.pk])).content)
    sent = filled(form_to(tree, address))
    former = list(pensions.steps.values_list("words", "days"))
    assert len(former) == 4
    emptied: dict[str, Any] = {name: "" for name in sent if name.startswith("words_1_")}

    desk.post(address, sent | emptied | {"words_4_en": "Ring the bank", "days_4": "7"})

    steps = list(pensions.steps.values_list("words", "days"))
    assert steps == [former[0], former[2], former[3], ("Ring the bank", 7)]
    assert (
        pensions.steps.first().said("words", "fr") == "Les copies de leurs papiers sont au dossier"
    )


def test_how_often_people_hear_is_the_offices_own(desk: Client, staff: User) -> None:
    days = {f"{part}_{one}": 3 for part in ("update", "chase") for one in Urgency.values}

    desk.post(reverse("desk:case-policy"), days | {"update_4": 1})

    assert UpdatePolicy.objects.get(pk=Urgency.NOW).update_days == 1
    assert UpdatePolicy.objects.get(pk=Urgency.CAN_WAIT).chase_days == 3
    assert desk.post(reverse("desk:case-policy"), days | {"update_4": 0}).status_code == 422


def test_a_retired_kind_is_offered_nowhere_and_comes_back(desk: Client, pensions: CaseKind) -> None:
    desk.post(reverse("desk:retire-case-kind", args=[pensions.pk]))
    assert "Pensions" not in read(desk.get("/desk/cases/new/").content).text
    assert "Retired kinds" in read(desk.get(KINDS).content).text

    desk.post(reverse("desk:restore-case-kind", args=[pensions.pk]))
    assert "Pensions" in read(desk.get("/desk/cases/new/").content).text


def test_only_whoever_manages_the_set_up_changes_kinds(desk: Client, pensions: CaseKind) -> None:
    desk.force_login(
        member_of_staff(email="omar@highlands.example", name="Omar", roles=[Role.CASEWORKER])
    )

    assert desk.get(KINDS).status_code == 403
    assert desk.post(reverse("desk:retire-case-kind", args=[pensions.pk])).status_code == 403


def test_the_list_asks_as_much_for_one_kind_as_for_many(desk: Client, staff: User) -> None:
    with CaptureQueriesContext(connection) as many:
        desk.get(KINDS)
    CaseKind.objects.exclude(name="Pensions").delete()
    with CaptureQueriesContext(connection) as one:
        desk.get(KINDS)

    assert len(one) == len(many)
