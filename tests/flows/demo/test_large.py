"""A large office in small: everything adds up, and nothing of it is left if it fails."""

from contextlib import nullcontext
from datetime import datetime

import pytest
from django.db import connection

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.office_register.actions import delete_office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Consent, ContactLink, Person
from baraza.base.people.search import people_listed
from baraza.common.paper.codes import read_code
from baraza.dialogue.conversations.models import Conversation, ConversationState, Message
from baraza.dialogue.conversations.queries.finding import find_letters
from baraza.dialogue.inputs.models import Input
from baraza.dialogue.inputs.sought import Sought
from baraza.engagement.casework.models import Case, CaseNote, Inquiry
from baraza.flows.demo.large import filling
from baraza.flows.demo.large.filling import fill_large
from baraza.flows.demo.large.tables import bare

pytestmark = pytest.mark.django_db
COUNTS = {"inputs": 600, "conversations": 150, "people": 80, "cases": 100}


@pytest.fixture(scope="module")
def large(django_db_setup: None, django_db_blocker: pytest.FixtureRequest):
    """Made once; it commits, and is deleted."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        office, email = fill_large(
            **COUNTS, password="six-green-apples", now=datetime.now().astimezone(), slug="huge"
        )
        with within(office):
            yield User.objects.get(email=email)
        connection.set_schema_to_public()
        delete_office(office=office)


@pytest.fixture(autouse=True)
def _inside(large: User, db: None) -> None:
    """Every test is in it, and takes back what it does."""


def test_there_is_as_much_of_everything_as_was_asked_for() -> None:
    assert Input.objects.count() == COUNTS["inputs"]
    assert Conversation.objects.count() == COUNTS["conversations"]
    assert Person.objects.count() == COUNTS["people"]
    assert Message.objects.filter(input__isnull=False).count() == COUNTS["inputs"]
    assert RawItem.objects.exists()


def test_conversations_know_their_letters() -> None:
    for conversation in Conversation.objects.prefetch_related("messages"):
        messages = list(conversation.messages.all())
        assert conversation.message_count == len(messages)
        assert conversation.last_message_at == max(one.happened_at for one in messages)
        assert (conversation.state == ConversationState.ANSWERED) == any(
            one.direction == "out" for one in messages
        )


def test_time_runs_with_the_numbers_as_it_does_in_an_office() -> None:
    moments = list(Input.objects.order_by("pk").values_list("received_at", flat=True))
    assert moments == sorted(moments)
    assert max(moments) <= datetime.now().astimezone()


def test_it_is_varied_enough_to_measure_with() -> None:
    for field in ("language", "channel", "state", "topic"):
        assert Conversation.objects.values(field).distinct().count() >= 4, field
    assert Conversation.objects.filter(assigned_to__isnull=False).exists()
    assert Consent.objects.exists()
    assert ContactLink.objects.exists()


def test_letters_and_people_are_found_in_it(large: User) -> None:
    said = Input.objects.filter(language="en", is_junk=False, circle=None).first()
    assert said is not None
    assert find_letters(user=large, sought=Sought(said.text.split("(")[1].split(")")[0]), limit=3)
    assert people_listed(words=Person.objects.first().name)


def test_indexes_and_references_are_there_again() -> None:
    with connection.cursor() as cursor:
        before = _shape(cursor)
        with bare([Input, Message]):
            assert _shape(cursor) != before
        assert _shape(cursor) == before


def _shape(cursor) -> tuple[list[str], list[str]]:
    cursor.execute(
        "SELECT indexdef FROM pg_indexes WHERE schemaname = current_schema ORDER BY indexname"
    )
    indexes = [row[0] for row in cursor.fetchall()]
    cursor.execute(
        "SELECT conname FROM pg_constraint WHERE connamespace = current_schema::regnamespace "
        "ORDER BY conname"
    )
    return indexes, [row[0] for row in cursor.fetchall()]


def test_cases_have_what_a_case_has() -> None:
    assert Case.objects.count() == COUNTS["cases"]
    assert CaseNote.objects.count() == 5 * COUNTS["cases"]
    assert Inquiry.objects.filter(state="waiting").exists()
    assert {*Case.objects.values_list("state", flat=True)} == {"new", "working", "closed"}
    for case in Case.objects.select_related("kind"):
        assert read_code(case.code) == case.code
        assert (case.story == "") == case.kind.is_sensitive
        assert case.opened_at <= case.touched_at


def test_new_rows_are_numbered_after_those_made() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM inputs_input_id_seq")
        assert cursor.fetchone()[0] == COUNTS["inputs"]


def test_more_conversations_than_letters_are_refused() -> None:
    with pytest.raises(ValueError, match="needs a letter"):
        fill_large(
            inputs=1, conversations=2, people=1, password="", now=datetime.now().astimezone()
        )


def test_what_fails_on_the_way_leaves_no_office_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    deleted = []

    def trouble(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(filling, "create_office", lambda **_: "the new office")
    monkeypatch.setattr(filling, "within", lambda office: nullcontext())
    monkeypatch.setattr(filling, "_fill", trouble)
    monkeypatch.setattr(filling.connection, "close", lambda: None)
    monkeypatch.setattr(filling, "delete_office", lambda *, office: deleted.append(office))
    with pytest.raises(RuntimeError):
        fill_large(**COUNTS, password="", now=datetime.now().astimezone())
    assert deleted == ["the new office"]
