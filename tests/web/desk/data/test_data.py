"""Data held, as staff see it."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from baraza.base.accounts.models import Circle, Role
from baraza.base.office_register.models import Office
from baraza.base.people.models import Consent, LegalHold, Person, RetentionApproval
from baraza.base.people.queries import retention_days
from baraza.dialogue.conversations.models import Conversation, ConversationHold, Message
from tests.staff import member_of_staff
from tests.web.desk.page import read


@pytest.fixture
def person(conversation: Conversation) -> Person:
    return conversation.person


def url(name: str, *numbers: int) -> str:
    return reverse(f"desk:{name}", args=numbers)


def pages(person: Person, conversation: Conversation) -> list[str]:
    return [
        url("data"),
        url("wordings"),
        url("data-people") + "?search=post.example",
        url("data-person", person.pk),
        url("data-erase", person.pk),
        url("hold-conversation", conversation.pk),
    ]


def test_each_page_asks_one_question_names_its_fields_and_runs_nothing(
    desk: Client, person: Person, conversation: Conversation
) -> None:
    for address in pages(person, conversation):
        answer = desk.get(address)
        assert answer.status_code == 200, address
        tree = read(answer.content)
        assert [h1.text[-1] for h1 in tree.all("h1")] == ["?"]
        assert not tree.all("style")
        assert not [each for each in tree.all() if "style" in each.attributes]
        labelled = {label.attributes.get("for") for label in tree.all("label")}
        main = tree.one("main")
        for field in [*main.all("input"), *main.all("select"), *main.all("textarea")]:
            given = field.attributes
            hidden = given.get("type") == "hidden"
            assert hidden or given.get("id") in labelled or field.parent.tag == "label", address


def test_more_rows_cost_no_more_queries(
    desk: Client, arrive: Callable[..., list[Conversation]]
) -> None:
    counted = []
    for rows in (1, 3):
        conversation = arrive(rows)[0]
        for address in pages(conversation.person, conversation):
            desk.get(address)
            with CaptureQueriesContext(connection) as queries:
                desk.get(address)
            counted.append(len(queries))
    assert counted[:4] == counted[6:10]


def test_days_are_changed_approved_and_stopped(desk: Client, office: Office) -> None:
    days = retention_days()
    values = {name: "" if number is None else number for name, number in days.items()}
    desk.post(url("data"), values | {"letters": 400, "machine": ""})
    assert retention_days() == days | {"letters": 400, "machine": None}
    desk.post(url("approve-retention"))
    assert RetentionApproval.objects.get().rules == retention_days()
    assert "Stop it" in desk.get(url("data")).content.decode()
    desk.post(url("stop-retention"))
    assert not RetentionApproval.objects.exists()


@pytest.mark.parametrize("wrong", ["0", "-3", "many", "1e9"])
def test_days_that_are_none_change_nothing(desk: Client, office: Office, wrong: str) -> None:
    before = retention_days()
    answer = desk.post(url("data"), before | {"letters": wrong})
    assert answer.status_code == 422
    assert retention_days() == before


def test_somebody_is_found_by_name_and_address(desk: Client, person: Person) -> None:
    for words in (person.name.split()[0], "writer0@post.example"):
        answer = desk.get(url("data-people"), {"search": words})
        assert url("data-person", person.pk) in answer.content.decode()
    assert "Nobody found" in desk.get(url("data-people"), {"search": "zzz"}).content.decode()


def test_the_file_is_a_readable_zip_kept_by_no_browser(desk: Client, person: Person) -> None:
    answer = desk.post(url("data-archive", person.pk))
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert person.name in archive.read("index.html").decode()


def test_erasing_asks_first_and_then_is_done(desk: Client, person: Person) -> None:
    address = url("data-erase", person.pk)
    assert "1 letter" in desk.get(address).content.decode()
    assert Message.objects.get().said
    assert desk.post(address).status_code == 422
    assert Message.objects.get().said
    assert desk.post(address, {"sure": "on"}).status_code == 302
    assert not Message.objects.get().said
    assert desk.get(address).status_code == 404
    assert "Only numbers are left" in desk.get(url("data-person", person.pk)).content.decode()


def test_a_hold_stops_erasing_until_it_is_lifted(desk: Client, person: Person) -> None:
    desk.post(url("hold-person", person.pk), {"reason": ""})
    assert not LegalHold.objects.exists()
    desk.post(url("hold-person", person.pk), {"reason": "A lawsuit"})
    address = url("data-erase", person.pk)
    assert "A lawsuit" in desk.get(address).content.decode()
    assert desk.post(address, {"sure": "on"}).status_code == 422
    assert Message.objects.get().said
    desk.post(url("lift-hold", LegalHold.objects.get().pk))
    assert desk.post(address, {"sure": "on"}).status_code == 302


def test_a_conversation_is_held_and_let_go(
    desk: Client, person: Person, conversation: Conversation
) -> None:
    desk.post(url("hold-conversation", conversation.pk), {"reason": "An inquiry"})
    assert desk.post(url("data-erase", person.pk), {"sure": "on"}).status_code == 422
    desk.post(url("lift-conversation-hold", ConversationHold.objects.get().pk))
    assert desk.post(url("data-erase", person.pk), {"sure": "on"}).status_code == 302


def test_a_hold_on_a_confidential_conversation_is_not_there_for_others(
    desk: Client, conversation: Conversation
) -> None:
    desk.post(url("hold-conversation", conversation.pk), {"reason": "An inquiry"})
    hold = ConversationHold.objects.get()
    Conversation.objects.update(circle=Circle.objects.create(name="Case 4"))
    assert desk.get(url("hold-conversation", conversation.pk)).status_code == 404
    assert desk.post(url("lift-conversation-hold", hold.pk)).status_code == 404
    hold.refresh_from_db()
    assert hold.lifted_at is None
    assert b"An inquiry" not in desk.get(url("data-erase", conversation.person_id)).content


def test_spoken_consent_is_kept_with_its_witness_and_withdrawn(
    desk: Client, staff: object, person: Person
) -> None:
    desk.post(url("data-agree", person.pk), {"purpose": "photo", "how_given": "spoken"})
    assert Consent.objects.get().witness == staff
    desk.post(url("data-withdraw", person.pk), {"purpose": "photo"})
    assert Consent.objects.get().withdrawn_at is not None
    answer = desk.post(url("data-agree", person.pk), {"purpose": "party", "how_given": "web"})
    assert answer.status_code == 422


def test_words_of_consent_are_kept_by_version(desk: Client, office: Office) -> None:
    words = {"purpose": "newsletter", "newsletter-en": "You may write to me."}
    assert desk.post(url("wordings"), words).status_code == 302
    assert "Version 1" in desk.get(url("wordings")).content.decode()
    assert desk.post(url("wordings"), {"purpose": "newsletter"}).status_code == 422


@pytest.mark.parametrize("role", [role for role in Role if role != Role.CHIEF_OF_STAFF])
def test_only_the_chief_of_staff_takes_data_out_or_erases_it(
    desk: Client, person: Person, now: datetime, role: Role
) -> None:
    colleague = member_of_staff(email=f"{role}@highlands.example", name="A colleague", roles=[role])
    client = Client(headers={"host": "highlands.localhost"})
    client.force_login(colleague)
    for name in ("data-archive", "data-erase", "hold-person"):
        answer = client.post(url(name, person.pk), {"sure": "on", "reason": "Because"})
        assert answer.status_code in {302, 403}, name
    assert Message.objects.get().said
    assert not LegalHold.objects.exists()
