"""An office whose rows are committed, and somebody whose every word can be told again."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import connection

from baraza.base.accounts.models import User
from baraza.base.audit.actions import record
from baraza.base.channels.actions import sending
from baraza.base.office.actions import update_profile
from baraza.base.office_register.actions import (
    create_office,
    delete_office,
)
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.drafts import save_draft
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation
from baraza.flows.data_held import backups
from tests.letters import bring, letter

CANARIES = {
    "name": "Wanjiru Canaryname",
    "address": "canary.person@canarypost.example",
    "subject": "canarysubjectword about the clinic",
    "body": "canarybodyword I cannot pay for the medicine",
    "attachment": "canaryattachmentword",
    "file name": "canaryfilename.txt",
    "answer": "canaryanswerword we have asked the clinic",
    "draft": "canarydraftword not yet sent",
    "message id": "canarymessageid@canarypost.example",
    "bounce": "canarybounceword",
}


@pytest.fixture
def kept_office(
    django_db_setup: None, django_db_blocker: pytest.FixtureRequest, now: datetime
) -> Iterator[Office]:
    """A demonstration office, entered; really committed, because pg_dump sees nothing else."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        office = create_office(
            slug="canary", name="Canary", hosts=["canary.localhost"], now=now, is_demo=True
        )
        try:
            with within(office):
                update_profile(
                    name="Office of Canary",
                    member_name="Salma Okello",
                    email="office@canary.example",
                    languages=["en", "fr"],
                )
                yield office
        finally:
            connection.set_schema_to_public()
            if left := Office.objects.filter(slug="canary").first():
                delete_office(office=left)


def canary_letter() -> bytes:
    """A letter with HTML and an attachment, a canary in each place that can hold one."""
    message = EmailMessage()
    message["From"] = f"{CANARIES['name']} <{CANARIES['address']}>"
    message["To"] = "office@canary.example"
    message["Subject"] = CANARIES["subject"]
    message["Date"] = "Fri, 01 May 2026 08:00:00 +0000"
    message["Message-ID"] = f"<{CANARIES['message id']}>"
    message.set_content(f"Good morning,\n\n{CANARIES['body']}.\n\n{CANARIES['name']}")
    message.add_alternative(f"<p>{CANARIES['body']}</p>", subtype="html")
    message.add_attachment(CANARIES["attachment"], filename=CANARIES["file name"])
    return message.as_bytes()


def bounce() -> bytes:
    """What a mail server says when the answer came back."""
    return letter(
        f"Your message to {CANARIES['address']} could not be delivered.\n550 {CANARIES['bounce']}",
        sender="Mail Delivery System <MAILER-DAEMON@canarypost.example>",
        subject="Undelivered Mail Returned to Sender",
        message_id="<bounce@canarypost.example>",
        headers={"Auto-Submitted": "auto-replied"},
    )


def write_everything(now: datetime) -> tuple[Person, User]:
    """The canary's letter, its copy, our acknowledgement and answer, a draft, a bounce; and a
    letter of somebody else."""
    staff = User.objects.create_user(
        email="leila@canary.example",
        password="six-green-apples",
        name="Leila Haddad",
        roles=["chief_of_staff"],
    )
    bring(canary_letter(), now=now, is_live=True)
    bring(canary_letter(), now=now, source="lmtp")
    bring(bounce(), now=now)
    bring(letter("Somebody else's words stay.", message_id="<other@post.example>"), now=now)
    person = Person.objects.get(name=CANARIES["name"])
    conversation = Conversation.objects.get(person=person)
    reply(conversation=conversation, author=staff, text=CANARIES["answer"], now=now)
    sending.send_due(now=now + timedelta(minutes=1))
    save_draft(conversation=conversation, author=staff, text=CANARIES["draft"], now=now)
    return person, staff


@pytest.fixture
def filled(kept_office: Office, now: datetime) -> Office:
    """An office with two letters and a trail of three entries."""
    bring(letter(), letter("Another.", sender="Njoki <njoki@post.example>"), now=now)
    for person in Person.objects.order_by("pk"):
        record(actor=None, act="made", obj=person, now=now)
    record(actor=None, act="counted", obj=Person, now=now)
    return kept_office


@pytest.fixture
def backup(filled: Office, tmp_path: Path, now: datetime) -> Path:
    """A whole backup of it."""
    folder = tmp_path / "backup"
    backups.back_up(offices=[filled], folder=folder, now=now)
    return folder


@pytest.fixture
def office_file(backup: Path) -> Path:
    return backup / "canary.office"


def wipe(office: Office) -> None:
    """The office is gone, as if the machine were lost."""
    connection.set_schema_to_public()
    delete_office(office=office)
