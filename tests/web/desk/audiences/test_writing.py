"""Writing to an audience at the desk, and the way out for those who get the letter."""

from collections.abc import Callable

import pytest
from django.test import Client

from baraza.base.accounts.models import Role, User
from baraza.base.channels.models import OutgoingItem, OutgoingState
from baraza.base.office_register.models import Office
from baraza.base.people.models import Consent, ContactKind
from baraza.dialogue.audiences.actions import save_audience
from baraza.dialogue.audiences.models import Audience, Mailing
from baraza.dialogue.audiences.question import Question
from baraza.dialogue.letters.actions import save_letter
from baraza.dialogue.letters.models import Letter
from tests.dialogue.audiences.test_queries import NOW, somebody
from tests.staff import member_of_staff
from tests.web.desk.page import read


@pytest.fixture
def letter(office: Office) -> Letter:
    texts = {"en": ("News", "[greeting]\n\nThe well is mended."), "fr": ("Nouvelles", "Le puits.")}
    return save_letter(name="The well", texts=texts, now=NOW)


@pytest.fixture
def audience(staff: User) -> Audience:
    return save_audience(name="Everybody", question=Question(), by=staff, now=NOW)


def test_before_it_leaves_one_sees_who_gets_it_who_does_not_and_how_it_reads(
    desk: Client, audience: Audience, letter: Letter
) -> None:
    somebody("Amani Njeri")
    somebody("Élodie", language="fr")
    somebody("Bea", agrees=False)

    answer = desk.get(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})

    shown = read(answer.content)
    assert "Dear Amani Njeri," in shown.text
    assert "1 person gets it in French" in shown.text
    assert "Has not agreed to this 1" in shown.text
    assert "Send it to 2 people" in shown.text
    assert not OutgoingItem.objects.exists()


def test_sent_it_waits_a_minute_and_can_be_taken_back_whole(
    desk: Client, audience: Audience, letter: Letter, run_jobs: Callable[[], int]
) -> None:
    somebody("Amani")
    somebody("Bea")

    answer = desk.post(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})
    mailing = Mailing.objects.get()
    assert answer["Location"] == f"/desk/audiences/letters/{mailing.pk}/"
    shown = read(desk.get(answer["Location"]).content)
    assert "Nothing leaves yet" in shown.text
    assert "Waiting to leave 2" in shown.text

    desk.post(f"/desk/audiences/letters/{mailing.pk}/stop/")
    run_jobs()

    assert not OutgoingItem.objects.exclude(state=OutgoingState.CANCELLED).exists()
    shown = read(desk.get(f"/desk/audiences/letters/{mailing.pk}/").content)
    assert "Kept here 2" in shown.text
    assert "Stopped" in read(desk.get("/desk/audiences/letters/").content).text


def test_a_question_asked_anew_leads_straight_to_the_letter(desk: Client) -> None:
    asked = {"way": "email", "purpose": "newsletter", "name": "All", "then": "write"}
    answer = desk.post("/desk/audiences/new/", asked)
    assert answer["Location"] == f"/desk/audiences/{Audience.objects.get().pk}/write/"


def test_without_a_letter_or_a_reader_nothing_leaves_and_it_is_said(
    desk: Client, audience: Audience, letter: Letter, staff: User
) -> None:
    nothing_chosen = desk.post(f"/desk/audiences/{audience.pk}/write/", {"letter": ""})
    assert nothing_chosen.status_code == 422
    assert "Choose a letter first." in read(nothing_chosen.content).text
    nobody = desk.post(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})
    assert "Nobody would get it." in read(nobody.content).text
    by_phone = save_audience(
        name="By phone", question=Question(way=ContactKind.PHONE), by=staff, now=NOW
    )
    shown = read(desk.get(f"/desk/audiences/{by_phone.pk}/write/", {"letter": letter.pk}).content)
    assert "Only e-mail leaves from here." in shown.text
    assert not Mailing.objects.exists()


def test_who_has_not_read_the_rules_of_conduct_reads_them_first(
    office: Office, audience: Audience, letter: Letter
) -> None:
    somebody("Amani")
    user = member_of_staff(
        email="new@highlands.example", name="New", roles=[Role.MEMBER], knows_conduct=False
    )
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    path = f"/desk/audiences/{audience.pk}/write/"

    answer = client.post(path, {"letter": letter.pk})
    assert answer.status_code == 422
    assert not Mailing.objects.exists()
    version = read(answer.content).one("button", name="keeps_to").attributes["value"]
    assert client.post(path, {"letter": letter.pk, "keeps_to": version}).status_code == 302
    assert Mailing.objects.get().by == user


def test_who_does_not_publish_sends_and_stops_nothing(
    office: Office, audience: Audience, letter: Letter, desk: Client
) -> None:
    somebody("Amani")
    desk.post(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})
    user = member_of_staff(email="kim@highlands.example", name="Kim", roles=[Role.CASEWORKER])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(user)
    mailing = Mailing.objects.get()

    assert client.get(f"/desk/audiences/letters/{mailing.pk}/").status_code == 200
    assert client.post(f"/desk/audiences/letters/{mailing.pk}/stop/").status_code == 403
    assert client.get(f"/desk/audiences/{audience.pk}/write/").status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_before_sending_asks_as_much_for_many_as_for_one(
    desk: Client,
    audience: Audience,
    letter: Letter,
    count: int,
    django_assert_max_num_queries: Callable,
) -> None:
    for number in range(count):
        somebody(f"Amani {number}")
    with django_assert_max_num_queries(26):
        desk.get(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})


def test_opening_the_way_out_changes_nothing_a_button_does_and_undoes_it(
    desk: Client,
    visitor: Client,
    audience: Audience,
    letter: Letter,
    run_jobs: Callable[[], int],
) -> None:
    somebody("Amani")
    desk.post(f"/desk/audiences/{audience.pk}/write/", {"letter": letter.pk})
    run_jobs()
    [address] = [
        word for word in OutgoingItem.objects.get().whole_text.split() if word.startswith("http")
    ]
    path = "/" + address.split("/", 3)[3]
    agreed = Consent.objects.filter(withdrawn_at__isnull=True)

    assert visitor.get(path).status_code == 200
    assert agreed.exists()
    # As a mail program does by itself (RFC 8058).
    assert visitor.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not agreed.exists()
    visitor.post(path, {"stay": "1"})
    assert agreed.exists()
    assert visitor.get("/leave/1.nonsense/").status_code == 404
