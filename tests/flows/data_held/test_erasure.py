"""Erasing somebody leaves counts and no content, anywhere."""

import logging
import os
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.accounts.models import User
from baraza.base.channels.models import RawItem
from baraza.base.channels.senders import demo_folder
from baraza.base.office_register.models import Office
from baraza.base.people.actions import add_contact
from baraza.base.people.actions.consent import give_consent
from baraza.base.people.actions.keeping import hold_person, lift_hold
from baraza.base.people.models import (
    ContactKind,
    ContactPoint,
    Erasure,
    HowGiven,
    Person,
    Purpose,
)
from baraza.base.people.queries import has_consent
from baraza.common import postgres
from baraza.dialogue.conversations.actions.emptying import hold_conversation
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.dialogue.conversations.queries import inbox
from baraza.dialogue.inputs.models import Input, Response
from baraza.flows.data_held.erasure import CannotErase, erase_person, preview_erasure
from baraza.insight.queries import figures
from tests.flows.data_held.conftest import CANARIES, write_everything
from tests.letters import bring, letter


def dump_of(office: Office) -> bytes:
    """The office's schema and the shared one as PostgreSQL writes them out."""
    database = connection.settings_dict
    done = subprocess.run(
        [
            postgres.binary("pg_dump"),
            f"--schema={office.schema_name}",
            "--schema=public",
            "--format=plain",
        ],
        env={
            **os.environ,
            "PGHOST": database["HOST"],
            "PGPORT": str(database["PORT"]),
            "PGUSER": database["USER"],
            "PGPASSWORD": database["PASSWORD"],
            "PGDATABASE": database["NAME"],
        },
        capture_output=True,
        check=True,
    )
    return done.stdout.lower()


def found_in(content: bytes) -> set[str]:
    """Which canaries are there: as text, in a bytea's hexadecimal, or coded for mail."""
    content = content.lower()
    return {
        name
        for name, words in CANARIES.items()
        for word in [words.split()[0].lower().encode()]
        if word in content or word.hex().encode() in content
    }


def found_in_files() -> set[str]:
    folders = [Path(settings.HOME) / "outgoing", Path(settings.HOME) / "erased"]
    folders.append(Path(settings.MEDIA_ROOT))
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    return {name for file in files for name in found_in(file.read_bytes())}


def test_no_canary_is_left_in_a_dump_or_a_file(
    kept_office: Office, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    person, staff = write_everything(now)
    give_consent(
        person=person,
        purpose=Purpose.QUOTE,
        how_given=HowGiven.SPOKEN,
        witness=staff,
        now=now,
    )
    before = figures().as_dict()
    assert found_in(dump_of(kept_office)) == set(CANARIES)
    assert found_in_files() >= {"answer", "address"}

    preview = preview_erasure(person=person, now=now)
    assert found_in(dump_of(kept_office)) == set(CANARIES)
    assert len(list(demo_folder().iterdir())) == 2
    counts = erase_person(person=person, by=staff, now=now)

    assert counts == preview.counts
    assert counts["letters"] == 2
    assert counts["inputs"] == 1
    assert counts["drafts"] == 1
    assert found_in(dump_of(kept_office)) == set()
    assert found_in_files() == set()
    emptied = RawItem.objects.filter(erased_at__isnull=False)
    assert {bytes(item.content) for item in emptied} == {b""}
    assert emptied.count() == 3
    assert figures().as_dict() == before
    assert found_in(caplog.text.encode()) == set()
    jobs = str(list(ProcrastinateJob.objects.values_list("args", flat=True))).encode()
    assert found_in(jobs) == set()
    assert Input.objects.filter(text="Somebody else's words stay.").exists()
    assert not has_consent(person=person, purpose=Purpose.QUOTE)
    assert Erasure.objects.get().counts == counts


def test_what_was_erased_is_not_found_by_searching(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter("A singularword in a letter."), now=now)
    found = inbox(user=staff, state="all", search="singularword")
    assert [row.person.name for row in found] == ["Amani Njeri"]
    erase_person(person=found[0].person, by=staff, now=now)
    assert inbox(user=staff, state="all", search="singularword") == []


def test_the_same_letter_brought_again_is_known_and_stays_empty(
    office: Office, staff: User, now: datetime
) -> None:
    content = letter("Say nothing of this again.")
    bring(content, now=now)
    erase_person(person=Person.objects.get(), by=staff, now=now)
    bring(content, now=now)
    assert RawItem.objects.count() == 1
    assert bytes(RawItem.objects.get().content) == b""


def test_a_shared_address_stays_with_whoever_shares_it(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    first = Person.objects.get()
    second = Person.objects.create(name="Odhiambo Njeri", added_at=now)
    add_contact(person=second, kind=ContactKind.EMAIL, value="amani@post.example")
    counts = erase_person(person=first, by=staff, now=now)
    assert counts["shared_addresses"] == 1
    assert ContactPoint.objects.get().people.get() == second


def test_what_others_wrote_in_the_same_conversation_stays_theirs(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter("The first one's own words."), now=now)
    bring(
        letter(
            "The neighbour's own words.\n\nOn Friday Amani Njeri wrote:\n> The first one's words.",
            sender="Njoki Kamau <njoki@post.example>",
            subject="Re: The well in Mbuni",
            message_id="<second@post.example>",
            in_reply_to="<first@post.example>",
        ),
        now=now,
    )
    conversation = Conversation.objects.get()
    assert conversation.message_count == 2
    erase_person(person=Person.objects.get(name="Amani Njeri"), by=staff, now=now)
    conversation.refresh_from_db()
    mine, theirs = Message.objects.order_by("pk")
    assert (mine.said, mine.author_name, mine.subject) == ("", "", "")
    assert theirs.said == "The neighbour's own words."
    assert theirs.quoted == ""
    assert conversation.person.name == "Njoki Kamau"
    assert conversation.excerpt == "The neighbour's own words."


def test_an_answer_given_to_many_stays_for_the_others(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter("One."), now=now)
    bring(
        letter("Two.", sender="Njoki Kamau <njoki@post.example>", message_id="<2@post.example>"),
        now=now,
    )
    shared = Response.objects.create(text="To both of you.", given_at=now)
    Input.objects.update(response=shared)
    first, second = Person.objects.order_by("pk")
    erase_person(person=first, by=staff, now=now)
    shared.refresh_from_db()
    assert shared.text == "To both of you."
    erase_person(person=second, by=staff, now=now)
    shared.refresh_from_db()
    assert shared.text == ""


def test_a_legal_hold_on_the_person_stops_it_until_it_is_lifted(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    person = Person.objects.get()
    hold = hold_person(person=person, reason="A lawsuit", by=staff, now=now)
    with pytest.raises(CannotErase, match="A lawsuit"):
        erase_person(person=person, by=staff, now=now)
    assert Message.objects.get().said
    lift_hold(hold=hold, now=now)
    erase_person(person=person, by=staff, now=now)
    assert not Message.objects.get().said


def test_a_legal_hold_on_a_conversation_stops_it_until_its_last_day_is_over(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    person = Person.objects.get()
    hold_conversation(
        conversation=Conversation.objects.get(),
        reason="An inquiry",
        by=staff,
        now=now,
        until_date=now.date(),
    )
    assert preview_erasure(person=person, now=now).obstacles
    with pytest.raises(CannotErase, match="legal hold"):
        erase_person(person=person, by=staff, now=now)
    assert now.date() < date(2026, 5, 5)
    erase_person(person=person, by=staff, now=now.replace(day=6))
