"""Ask for help on the website: one form is one case, and says how it goes on."""

import json
from collections.abc import Callable
from datetime import datetime

from django.test import Client
from django.utils import timezone

from baraza.base.accounts.models import User
from baraza.base.channels.models import OutgoingItem, RawItem, RawState
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.dialogue.conversations.models import Assignment, Message
from baraza.dialogue.inputs.models import Input
from baraza.engagement.casework.actions import asking
from baraza.engagement.casework.models import Case, CaseKind, CaseState, FieldType, Intake
from tests.cases import a_case
from tests.meetings import hours_of
from tests.staff import member_of_staff
from tests.web.site.help.conftest import Ask, Sent
from tests.web.site.page import read, words


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


def test_it_is_shared_out_as_letters_are(
    staff: User, ask: Ask, run_jobs: Callable[[], int], now: datetime
) -> None:
    busy = a_case(now=now, assigned_to=staff)
    free = member_of_staff(email="juma@highlands.example", name="Juma Abdi")
    ask()
    run_jobs()
    case = Case.objects.exclude(pk=busy.pk).get()
    assert (case.assigned_to, case.assigned_because) == (free, Assignment.LOAD)


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


def test_whoever_has_told_it_may_make_an_appointment_where_there_are_any(
    visitor: Client, ask: Ask, staff: User
) -> None:
    sent = ask()["Location"]

    def offers() -> bool:
        main = read(visitor.get(sent).content).find(".//main")
        return any(link.attrib["href"].startswith("/appointments/") for link in main.iter("a"))

    assert not offers()
    hours_of(staff)
    assert offers()


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


def test_a_form_of_one_office_becomes_no_case_of_another(
    two_offices: tuple[Office, Office], sent: Sent
) -> None:
    sent()
    with within(two_offices[1]):
        assert not Case.objects.exists()
        assert not Intake.objects.exists()
