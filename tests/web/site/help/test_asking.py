"""Ask for help on the website: in steps, without scripts or an account; one form is one case."""

import json
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.office.actions import update_profile
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Message
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions import asking
from baraza.engagement.casework.models import Case, CaseKind, CaseState, FieldType, Intake, Urgency
from baraza.web.site.help import uploading
from baraza.web.site.help.views import asking as views
from tests.web.site.help.conftest import Ask
from tests.web.site.page import alerts, read, value, words

Sent = Callable[..., Intake]
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 200


@pytest.fixture
def begin(visitor: Client, kind: CaseKind) -> Callable[[], str]:
    """Chooses what it is about; the address of the first step."""

    def press() -> str:
        token = value(visitor.get("/help/ask/").content, "token")
        return visitor.post("/help/ask/", {"kind": kind.pk, "token": token})["Location"]

    return press


def test_a_form_becomes_one_case_with_everything_that_was_told(sent: Sent, kind: CaseKind) -> None:
    intake = sent()
    case = Case.objects.get()
    assert case == intake.case
    assert (case.code, case.state, case.kind) == (intake.code, CaseState.NEW, kind)
    assert case.title == "Since March nothing came."
    assert (case.story, case.wanted) == ("Since March nothing came.", "My pension")
    assert [one.words for one in case.answers.all()] == ["P-77", "Earlier"]
    assert case.person.name == "Amina Duale"
    assert case.person.birth_year == 1961
    reached = case.person.contact_points.values_list("value", flat=True)
    assert set(reached) == {"amina@home.example", "+254700123456"}


def test_what_was_told_is_one_letter_one_input_and_stored_raw_first(
    ask: Ask, run_jobs: Callable[[], int]
) -> None:
    ask()
    raw = RawItem.objects.get()
    assert raw.state == RawState.WAITING
    assert not Case.objects.exists()
    run_jobs()
    case = Case.objects.get()
    letter = Message.objects.get()
    assert case.conversations.get().conversation == letter.conversation
    assert case.input == Input.objects.get() == letter.input
    for told in ("Since March nothing came.", "Number of the pension\nP-77", "Born in 1961"):
        assert told in letter.said


def test_the_words_of_a_sensitive_kind_stand_only_where_they_are_encrypted(
    sent: Sent, health: CaseKind
) -> None:
    intake = sent(of=health, story="A diagnosis nobody may know", tried="the clinic of Kitale")
    case = intake.case
    assert case.told.story == "A diagnosis nobody may know"
    assert (case.story, case.title) == ("", "Health")
    kept = bytes(RawItem.objects.get().content).decode() + Message.objects.get().said
    kept += Input.objects.get().text + Message.objects.get().subject + intake.typed
    for secret in ("diagnosis", "Kitale", "Health"):
        assert secret not in kept


def test_without_agreement_nothing_of_a_sensitive_kind_is_sent(
    visitor: Client, health: CaseKind
) -> None:
    token = value(visitor.get("/help/ask/").content, "token")
    story = visitor.post("/help/ask/", {"kind": health.pk, "token": token})["Location"]
    page = visitor.post(story, {"story": "I am ill"})
    assert page.status_code == 422
    assert "Without your agreement" in alerts(page.content)
    assert value(page.content, "story") == "I am ill"


def test_a_double_click_on_send_opens_one_case(
    visitor: Client, ask: Ask, run_jobs: Callable[[], int]
) -> None:
    last = ask()["Location"].replace("/sent/", "/review/")
    again = visitor.post(last, {})
    assert "/sent/" in again["Location"]
    asking.send_asking(intake=Intake.objects.get(), now=timezone.now())
    run_jobs()
    asking.file_asked(now=timezone.now())
    assert RawItem.objects.count() == Case.objects.count() == Input.objects.count() == 1


def test_a_worker_that_died_before_opening_the_case_is_made_up_for(ask: Ask) -> None:
    ask()
    assert asking.file_asked(now=timezone.now()) == 1
    assert asking.file_asked(now=timezone.now()) == 0
    assert Case.objects.count() == 1


def test_once_it_is_a_case_only_what_it_is_known_by_stays_in_the_form(sent: Sent) -> None:
    intake = sent()
    assert json.loads(intake.typed) == {"birth_year": "1961", "phone": "+254 700 123 456"}
    assert intake.finished_at is not None


def test_the_confirmation_shows_the_code_and_mails_it(
    visitor: Client, ask: Ask, run_jobs: Callable[[], int]
) -> None:
    shown = visitor.get(ask()["Location"])
    code = Intake.objects.get().code
    assert code in words(read(shown.content))
    assert shown["Cache-Control"] == "private, no-store"
    run_jobs()
    mail = OutgoingItem.objects.get()
    assert mail.recipient == "amina@home.example"
    assert code in mail.text


def test_somebody_without_e_mail_is_asked_for_and_answered_by_telephone(sent: Sent) -> None:
    case = sent(email="").case
    assert case.person.contact_points.get().value == "+254700123456"
    assert not OutgoingItem.objects.exists()


def test_a_parent_asks_for_a_child(sent: Sent) -> None:
    case = sent(
        whom="other", their_name="Sami Duale", behalf="parent", their_birth_year="٢٠١٥"
    ).case
    assert (case.person.name, case.person.birth_year) == ("Sami Duale", 2015)
    assert (case.asked_by.name, case.behalf) == ("Amina Duale", "parent")


def test_what_a_form_says_changes_nobody_the_office_knew_before(sent: Sent) -> None:
    first = sent().case
    second = sent(birth_year="1990", phone="+254 711 999 999").case
    assert second.person == first.person
    second.person.refresh_from_db()
    assert second.person.birth_year == 1961
    assert not second.person.contact_points.filter(value="+254711999999").exists()


def test_days_are_kept_in_one_way_and_signs_that_cannot_be_kept_are_left_out(
    sent: Sent, kind: CaseKind
) -> None:
    day = kind.fields.create(label="Last paid on", type=FieldType.DATE, position=5)
    case = sent(story="Nothing\x00 came.", **{f"answer-{day.pk}": "01/03/2026"}).case
    assert case.story == "Nothing came."
    assert case.answers.get(field=day).words == "2026-01-03"


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


def test_files_are_kept_removed_and_go_with_the_case(
    visitor: Client, begin: Callable[[], str], sent: Sent
) -> None:
    questions = begin().replace("/story/", "/questions/")
    two = [SimpleUploadedFile("letter.png", PNG), SimpleUploadedFile("../other.png", PNG)]
    page = visitor.post(questions, {"files": two, "add": "1"})
    assert page.status_code == 200
    intake = Intake.objects.get()
    assert [file.name for file in intake.files.all()] == ["letter.png", "other.png"]
    visitor.post(questions, {"remove": str(intake.files.last().public_id)})
    assert [file.name for file in intake.files.all()] == ["letter.png"]
    visitor.post(questions, {"remove": "nonsense"})
    assert intake.files.count() == 1


def test_the_files_of_a_form_are_the_files_of_the_case(
    ask: Ask, run_jobs: Callable[[], int]
) -> None:
    ask()
    intake = Intake.objects.get()
    intake.files.create(name="letter.png", media_type="image/png", size=3, content=b"abc")
    run_jobs()
    file = Case.objects.get().files.get()
    assert (file.name, bytes(file.content)) == ("letter.png", b"abc")
    assert not intake.files.exists()


def test_a_photo_of_two_hundred_megabytes_is_refused_and_the_rest_kept(
    visitor: Client, begin: Callable[[], str], monkeypatch: pytest.MonkeyPatch, kind: CaseKind
) -> None:
    monkeypatch.setattr(uploading, "MOST_BYTES", 100_000)
    questions = begin().replace("/story/", "/questions/")
    large = BytesIO(PNG + b"\0" * 2_000_000)
    large.name = "photo.png"
    number = f"answer-{kind.fields.first().pk}"
    page = visitor.post(questions, {number: "P-77", "files": large})
    assert page.status_code == 422
    assert "photo.png" in alerts(page.content)
    assert value(page.content, number) == "P-77"
    assert not Intake.objects.get().files.exists()


def test_a_program_is_no_document(visitor: Client, begin: Callable[[], str]) -> None:
    questions = begin().replace("/story/", "/questions/")
    page = visitor.post(questions, {"files": SimpleUploadedFile("bill.pdf", b"MZ\0\0program")})
    assert page.status_code == 422
    assert "bill.pdf" in alerts(page.content)


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
    assert "/contact/" in visitor.get("/help/ask/").content.decode()


def test_the_form_speaks_the_readers_language_and_staff_read_their_own(
    visitor: Client, kind: CaseKind
) -> None:
    assert "Pension impayée" in visitor.get("/help/ask/?lang=fr").content.decode()
    page = visitor.get("/help/ask/?lang=ar")
    assert read(page.content).attrib["dir"] == "rtl"


def test_a_form_of_one_office_becomes_no_case_of_another(
    two_offices: tuple[Office, Office], sent: Sent
) -> None:
    sent()
    with within(two_offices[1]):
        assert not Case.objects.exists()
        assert not Intake.objects.exists()


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
