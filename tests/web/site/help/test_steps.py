"""The steps of asking for help: begun, kept, gone on with by a code, shown once more."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.engagement.casework.models import CaseKind, FieldType, Intake, Urgency
from baraza.web.site.help.views import asking as views
from tests.web.site.help.conftest import Sent
from tests.web.site.page import alerts, read, value, words


def test_without_agreement_nothing_of_a_sensitive_kind_is_sent(
    visitor: Client, health: CaseKind
) -> None:
    token = value(visitor.get("/help/ask/").content, "token")
    story = visitor.post("/help/ask/", {"kind": health.pk, "token": token})["Location"]
    page = visitor.post(story, {"story": "I am ill"})
    assert page.status_code == 422
    assert "Without your agreement" in alerts(page.content)
    assert value(page.content, "story") == "I am ill"


def test_danger_makes_it_urgent_and_says_at_once_whom_to_ring(
    visitor: Client, office: Office, begin: Callable[[], str], sent: Sent
) -> None:
    update_profile(name="Office", languages=["en"], phone="020 555 0100")
    story = begin()
    assert "112" in words(read(visitor.get(story).content))
    page = visitor.get(visitor.post(story, {"story": "Help", "haste": "danger"})["Location"])
    said = words(read(page.content).find(".//*[@class='said ring']"))
    assert "112" in said
    assert "020 555 0100" in said
    case = sent(haste="danger").case
    assert case.urgency == Urgency.NOW
    assert "danger" in case.urgency_reason


def test_it_can_be_gone_on_with_by_its_code(
    visitor: Client, kind: CaseKind, begin: Callable[[], str]
) -> None:
    kept = visitor.post(begin(), {"story": "Half a story", "later": "1"})
    code = Intake.objects.get().code
    assert code in words(read(visitor.get(kept["Location"]).content))
    other = Client(headers={"host": "highlands.localhost"})
    opened = other.post("/help/ask/go-on/", {"code": code.lower().replace("-", " ")})
    assert value(other.get(opened["Location"]).content, "story") == "Half a story"


def test_a_code_opens_no_form_of_staff_none_that_was_sent_and_none_of_another_office(
    two_offices: tuple[Office, Office], sent: Sent, visitor: Client
) -> None:
    intake = sent()
    again = visitor.post("/help/ask/go-on/", {"code": intake.code})
    assert again.status_code == 422
    Intake.objects.filter(pk=intake.pk).update(finished_at=None)
    there = visitor.post(
        "/help/ask/go-on/", {"code": intake.code}, headers={"host": "lakeside.localhost"}
    )
    assert there.status_code == 422
    assert words(read(there.content).find(".//*[@role='alert']")) == words(
        read(again.content).find(".//*[@role='alert']")
    )


def test_codes_are_not_guessed_for_long(visitor: Client, kind: CaseKind) -> None:
    answers = [
        visitor.post("/help/ask/go-on/", {"code": "ABCD-EFGH"}).status_code
        for _ in range(views.CODES.per_sender + 3)
    ]
    assert answers[: views.CODES.per_sender] == [422] * views.CODES.per_sender
    assert set(answers[views.CODES.per_sender :]) == {429}


def test_the_address_of_a_step_opens_nothing_after_some_hours_and_loses_nothing(
    visitor: Client, begin: Callable[[], str]
) -> None:
    story = begin()
    visitor.post(story, {"story": "Kept before"})
    with time_machine.travel(timezone.now() + timedelta(hours=4)):
        closed = visitor.get(story)
        assert "/help/ask/go-on/" in closed["Location"]
        late = visitor.post(story, {"story": "Written for hours", "wanted": ""})
        assert "/help/ask/go-on/" in late["Location"]
        assert "kept" in words(read(visitor.get(late["Location"]).content))
    assert json.loads(Intake.objects.get().typed)["story"] == "Written for hours"


def test_a_step_with_a_mistake_keeps_what_was_typed(
    visitor: Client, begin: Callable[[], str]
) -> None:
    story = begin()
    you = story.replace("/story/", "/you/")
    page = visitor.post(you, {"name": "Amina", "email": "amina@", "birth_year": "61"})
    assert page.status_code == 422
    assert value(page.content, "email") == "amina@"
    for said in ("e-mail address", "four digits"):
        assert said in alerts(page.content)
    assert json.loads(Intake.objects.get().typed)["email"] == "amina@"


def test_nothing_is_sent_while_something_is_missing(
    visitor: Client, begin: Callable[[], str]
) -> None:
    review = begin().replace("/story/", "/review/")
    page = visitor.post(review, {})
    assert page.status_code == 422
    assert "Tell us about it" in alerts(page.content)
    assert Intake.objects.get().finished_at is None


def test_everything_is_shown_once_more_as_people_say_it(
    visitor: Client, begin: Callable[[], str], kind: CaseKind, health: CaseKind
) -> None:
    day = health.fields.create(label="Since when?", type=FieldType.DATE)
    mark = value(visitor.get("/help/ask/").content, "token")
    story = visitor.post("/help/ask/", {"kind": health.pk, "token": mark})["Location"]
    told = {
        "story": "I am ill",
        "agrees": "on",
        f"answer-{day.pk}": "2026-03-01",
        "whom": "self",
        "their_name": "Typed before she thought better of it",
        "name": "Amina Duale",
        "phone": "+254 700 123 456",
    }
    page = story
    while "/review/" not in page:
        page = visitor.post(page, told)["Location"]
    shown = read(visitor.get(page).content).findall(".//main//dd")
    answers = [words(each) for each in shown]
    assert answers == [
        "I am ill", "Yes", "March 1, 2026", "For myself", "Amina Duale", "+254 700 123 456",
    ]  # fmt: skip


def test_the_trap_and_a_missing_mark_begin_nothing(visitor: Client, kind: CaseKind) -> None:
    token = value(visitor.get("/help/ask/").content, "token")
    trapped = {"kind": kind.pk, "token": token, "website": "http://spam.example"}
    assert visitor.post("/help/ask/", trapped).status_code == 422
    assert visitor.post("/help/ask/", {"kind": kind.pk, "token": "x"}).status_code == 422
    assert visitor.post("/help/ask/", {"kind": "0", "token": token}).status_code == 422
    assert not Intake.objects.exists()


def test_only_so_many_forms_are_begun_in_an_hour(
    visitor: Client, kind: CaseKind, begin: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "BEGUN", views.Limit("help-begun", 1, 500))
    begin()
    token = value(visitor.get("/help/ask/").content, "token")
    assert visitor.post("/help/ask/", {"kind": kind.pk, "token": token}).status_code == 429


def test_kinds_that_are_not_public_or_retired_are_not_offered(
    visitor: Client, kind: CaseKind
) -> None:
    CaseKind.objects.create(name="Only inside", is_public=False)
    CaseKind.objects.create(name="Long gone", retired_at=timezone.now())
    page = words(read(visitor.get("/help/ask/").content))
    assert "Missed pension" in page
    assert "Only inside" not in page
    assert "Long gone" not in page
    CaseKind.objects.update(is_public=False)
    assert "/contact/write/" in visitor.get("/help/ask/").content.decode()


def test_the_form_speaks_the_readers_language_and_staff_read_their_own(
    visitor: Client, kind: CaseKind
) -> None:
    assert "Pension impayée" in visitor.get("/help/ask/?lang=fr").content.decode()
    page = visitor.get("/help/ask/?lang=ar")
    assert read(page.content).attrib["dir"] == "rtl"


def test_a_kind_given_up_meanwhile_is_chosen_anew_and_what_was_told_stays(
    visitor: Client, begin: Callable[[], str], health: CaseKind
) -> None:
    story = begin()
    visitor.post(story, {"story": "Told before"})
    Intake.objects.update(kind=None)
    again = visitor.get(story)
    assert "/help/ask/?" in again["Location"]
    of = value(visitor.get(again["Location"]).content, "of")
    chosen = visitor.post("/help/ask/", {"kind": health.pk, "of": of})
    assert value(visitor.get(chosen["Location"]).content, "story") == "Told before"
    assert Intake.objects.get().kind == health
