"""What people write is found where it belongs and nowhere else: not in logs, job arguments, the
trail, or another office."""

import io
import logging
import os
import subprocess
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common import postgres
from baraza.dialogue.conversations.actions.receive import receive_waiting
from baraza.dialogue.conversations.models import Conversation, Message
from baraza.web.site.tokens import new_token
from tests.environment import HOME
from tests.letters import bring

CANARIES = {
    "text": "peregrine-in-the-text",
    "subject": "kestrel-in-the-subject",
    "file": "osprey-in-the-file-name",
    "sender": "goshawk-in-the-name",
    "address": "merlin-in-the-address",
    "form": "harrier-in-the-form",
    "draft": "buzzard-in-the-draft",
    "answer": "hobby-in-the-answer",
    "broken": "kite-in-a-broken-mail",
    "search": "sparrowhawk-in-the-search",
}


@pytest.fixture
def plain_files(settings: object) -> None:
    """Static files keep their names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """Everything any logger says, down to DEBUG; what the database is asked is not a log of ours
    but is told apart below.
    """
    told = io.StringIO()
    handler = logging.StreamHandler(told)
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    # Django tells this logger each statement with its values, in DEBUG only: never in production.
    logging.getLogger("django.db.backends").setLevel(logging.INFO)
    try:
        yield told
    finally:
        root.setLevel(level)
        root.removeHandler(handler)
        logging.getLogger("django.db.backends").setLevel(logging.NOTSET)


def database_log() -> str:
    """What PostgreSQL itself wrote down since it started."""
    return "".join(
        path.read_text(encoding="utf-8", errors="replace")
        for path in Path(HOME).rglob("*.log")
        if path.is_file()
    )


def canary_letter() -> bytes:
    message = EmailMessage()
    message["From"] = f"{CANARIES['sender']} <{CANARIES['address']}@post.example>"
    message["To"] = "office@highlands.example"
    message["Subject"] = CANARIES["subject"]
    message["Message-ID"] = "<canary@post.example>"
    message["Date"] = "Fri, 01 May 2026 08:00:00 +0000"
    message.set_content(CANARIES["text"])
    message.add_attachment(
        b"%PDF-1.4", maintype="application", subtype="pdf", filename=f"{CANARIES['file']}.pdf"
    )
    return message.as_bytes()


def dump_of(office: Office) -> str:
    """Another office's schema as `pg_dump` writes it, from inside this test's transaction's view
    of what is committed, plus every row the transaction itself sees.
    """
    rows = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s", [office.schema_name]
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT r::text FROM "{office.schema_name}"."{table}" r')  # noqa: S608
            rows += [text for (text,) in cursor.fetchall()]
    database = connection.settings_dict
    dumped = subprocess.run(
        [str(postgres.binary("pg_dump")), f"--schema={office.schema_name}", "--inserts",
         f"--dbname={database['NAME']}"],
        env={
            "PGHOST": str(database["HOST"]),
            "PGPORT": str(database["PORT"]),
            "PGUSER": str(database["USER"]),
            "PGPASSWORD": str(database["PASSWORD"]),
        },
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip
    assert f"CREATE TABLE {office.schema_name}.audit_auditentry" in dumped.stdout
    return dumped.stdout + "\n".join(rows)


def found_in(text: str) -> list[str]:
    return [where for where, word in CANARIES.items() if word in text]


def test_what_is_written_stays_where_it_belongs(
    plain_files: None,
    two_offices: tuple[Office, Office],
    office: Office,
    desk: Client,
    visitor: Client,
    run_jobs: object,
    logged: io.StringIO,
    now: object,
    capfd: pytest.CaptureFixture,
) -> None:
    bring(canary_letter(), b"From: \xff\x00" + CANARIES["broken"].encode(), now=now, is_live=True)
    sent = visitor.post(
        "/contact/write/",
        {
            "name": CANARIES["form"],
            "email": "writer@post.example",
            "text": f"{CANARIES['form']}: please mend the bridge at Kivuko.",
            "message": f"{CANARIES['form']}: please mend the bridge at Kivuko.",
            "token": new_token(),
            "website": "",
        },
    )
    assert sent.status_code in {302, 422}
    jobs = "".join(str(job.args) for job in ProcrastinateJob.objects.all())
    receive_waiting(now=now)
    conversation = Conversation.objects.get(subject=CANARIES["subject"])
    address = f"/desk/inbox/{conversation.pk}/"
    desk.get(address)
    desk.get(f"/desk/inbox/?search={CANARIES['search']}")
    desk.post(f"{address}draft/", {"text": CANARIES["draft"]})
    desk.get(f"/desk/inbox/message/{Message.objects.order_by('pk').first().pk}/original/")
    answered = desk.post(f"{address}reply/", {"text": CANARIES["answer"]})
    assert answered.status_code == 200
    jobs += "".join(str(job.args) for job in ProcrastinateJob.objects.all())
    run_jobs()

    # They are where they belong: what follows would find them.
    said = "".join(Message.objects.values_list("said", flat=True))
    assert {"text", "answer"} <= set(found_in(said))

    assert "conversations" in jobs or "office" in jobs
    assert found_in(jobs) == []
    assert found_in(logged.getvalue()) == []
    printed = capfd.readouterr()
    assert found_in(printed.out + printed.err) == []
    assert found_in(database_log()) == []
    rows = [str(row) for row in AuditEntry.objects.values_list()]
    assert len(rows) > 2
    assert found_in("".join(rows)) == []
    with within(two_offices[1]):
        assert found_in(dump_of(two_offices[1])) == []


def test_the_log_of_the_database_is_looked_at() -> None:
    if os.environ.get("DATABASE_URL"):
        pytest.skip("this database was not started here")
    assert "database system is ready" in database_log()
