"""What was backed up comes back the same, or not at all, and says so."""

import json
import shutil
import tarfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from baraza.base.channels.actions.outbox import Outgoing, put_in_outbox
from baraza.base.channels.models import OutgoingItem, OutgoingKind
from baraza.base.office_register import archive
from baraza.base.office_register.actions import (
    OfficeNameTaken,
    create_office,
    delete_office,
)
from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.models import Person
from baraza.dialogue.conversations.actions.reply import reply
from baraza.dialogue.conversations.models import Conversation
from baraza.flows.data_held import backups
from baraza.flows.data_held.backups import BadArchive
from baraza.flows.data_held.erasure import erase_person
from baraza.insight.queries import figures
from tests.conftest import NOW
from tests.flows.data_held.conftest import wipe
from tests.letters import bring, letter
from tests.staff import member_of_staff


def rewritten(path: Path, *, manifest: dict | None = None, **members: bytes) -> None:
    """The archive with parts of its manifest or members replaced, nothing else changed."""
    folder = path.parent / "unpacked"
    with tarfile.open(path) as old:
        old.extractall(folder)  # noqa: S202 - we wrote it ourselves
    if manifest is not None:
        own = json.loads((folder / "manifest.json").read_text())
        (folder / "manifest.json").write_text(json.dumps(own | manifest))
    for name, content in members.items():
        (folder / name.replace("_", ".")).write_bytes(content)
    with tarfile.open(path, "w") as new:
        for file in sorted(folder.rglob("*"), reverse=True):
            if file.is_file():
                new.add(file, file.relative_to(folder).as_posix())
    shutil.rmtree(folder)


def test_a_wiped_office_comes_back_with_the_same_figures_and_trail(
    filled: Office, backup: Path, now: datetime
) -> None:
    before = figures().as_dict()
    assert before["inputs"] == 2
    wipe(filled)
    [file] = backups.files_of(path=backup)
    done = backups.restore(file=file, now=now)
    assert done.problems == []
    assert done.facts["figures"] == before
    assert done.facts["audit_head"]["number"] >= 3
    with within(done.office):
        assert figures().as_dict() == before
    assert list(done.office.domains.values_list("domain", flat=True)) == ["canary.localhost"]


def test_a_broken_chain_in_a_restored_backup_is_told_and_the_office_is_there(
    filled: Office, tmp_path: Path, now: datetime
) -> None:
    with connection.cursor() as cursor:
        # As its owner, and past every trigger: somebody with the whole machine.
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER USER")
        cursor.execute("UPDATE audit_auditentry SET act = 'praised' WHERE number = 2")
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER USER")
    backups.back_up(offices=[filled], folder=tmp_path / "b", now=now)
    wipe(filled)
    done = backups.restore(file=tmp_path / "b" / "canary.office", now=now)
    assert len(done.problems) == 1
    assert "entry 2 is not as it was written" in done.problems[0]
    with within(done.office):
        assert figures().inputs == 2


def test_a_trail_shorter_than_the_head_written_down_is_told(
    filled: Office, backup: Path, office_file: Path, now: datetime
) -> None:
    facts = archive.contents_of(office_file).facts
    longer = facts["audit_head"] | {"number": facts["audit_head"]["number"] + 1}
    rewritten(office_file, manifest={"facts": dict(facts) | {"audit_head": longer}})
    wipe(filled)
    done = backups.restore(file=office_file, now=now)
    assert ["missing" in problem for problem in done.problems] == [True]


def test_other_figures_than_those_written_down_are_told(
    filled: Office, office_file: Path, now: datetime
) -> None:
    facts = archive.contents_of(office_file).facts
    rewritten(
        office_file, manifest={"facts": {**facts, "figures": facts["figures"] | {"inputs": 3}}}
    )
    wipe(filled)
    done = backups.restore(file=office_file, now=now)
    assert done.problems == ["inputs: 3 were written down, 2 are here."]


@pytest.fixture(scope="module")
def kept_file(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A file whose office is gone, made once for all tests that only read it."""
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        office = create_office(slug="canary", name="Canary", hosts=["canary.localhost"], now=NOW)
        with within(office):
            bring(letter(), now=NOW)
        folder = tmp_path_factory.mktemp("kept") / "backup"
        connection.set_schema_to_public()
        backups.back_up(offices=[office], folder=folder, now=NOW)
        delete_office(office=office)
    return folder / "canary.office"


@pytest.fixture
def lost_office(
    kept_file: Path, tmp_path: Path, django_db_blocker: pytest.FixtureRequest
) -> Iterator[Path]:
    """A copy of that file, to be damaged."""
    copy = tmp_path / kept_file.name
    shutil.copy(kept_file, copy)
    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        yield copy


REFUSED: dict[str, tuple[dict | None, dict[str, bytes], str]] = {
    "a newer PostgreSQL": ({"postgresql": 99}, {}, "comes from PostgreSQL 99"),
    "a newer Baraza by its format": ({"format": 99}, {}, "newer Baraza"),
    "a newer Baraza by its tables": (
        {"migrations": [["inputs", "0999_not_yet"]]},
        {},
        "newer Baraza, which knows inputs 0999_not_yet",
    ),
    "a changed database": (None, {"database_dump": b"PGDMP"}, "not as it was written"),
    "a member nobody wrote": (None, {"extra_txt": b"!"}, "not as it was written"),
    "a strange schema": ({"schema": "public"}, {}, "not an exported office"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_as_it_was_written_is_refused_and_leaves_nothing(
    lost_office: Path, now: datetime, case: str
) -> None:
    manifest, members, words = REFUSED[case]
    rewritten(lost_office, manifest=manifest, **members)
    with pytest.raises(BadArchive, match=words):
        backups.restore(file=lost_office, now=now)
    assert not Office.objects.filter(slug="canary").exists()


@pytest.mark.parametrize("share", [0.0, 0.001, 0.3, 0.7, 0.99])
def test_a_truncated_file_is_refused(lost_office: Path, now: datetime, share: float) -> None:
    whole = lost_office.read_bytes()
    lost_office.write_bytes(whole[: int(len(whole.rstrip(b"\0")) * share)])
    with pytest.raises(BadArchive):
        backups.restore(file=lost_office, now=now)
    assert not Office.objects.filter(slug="canary").exists()


def test_a_single_changed_byte_or_a_missing_file_is_found_by_the_manifest_of_the_folder(
    lost_office: Path, kept_file: Path
) -> None:
    shutil.copy(kept_file.parent / "manifest.json", lost_office.parent)
    assert backups.files_of(path=lost_office.parent) == [lost_office]
    content = bytearray(lost_office.read_bytes())
    content[len(content) // 2] ^= 1
    lost_office.write_bytes(content)
    with pytest.raises(BadArchive, match="SHA-256"):
        backups.files_of(path=lost_office.parent)
    lost_office.unlink()
    with pytest.raises(BadArchive, match="missing"):
        backups.files_of(path=lost_office.parent)


@pytest.mark.parametrize("content", [b"", b"not a backup", b"\0" * 20_480, b"PK\x03\x04zip"])
def test_a_file_that_is_not_a_backup_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "holiday.jpg"
    path.write_bytes(content)
    with pytest.raises(BadArchive):
        backups.files_of(path=path)


@pytest.mark.parametrize("manifest", ["", "{}", "[]", '{"format": 1}', '{"format": "x"}'])
def test_a_folder_that_is_not_a_backup_is_refused(tmp_path: Path, manifest: str) -> None:
    with pytest.raises(BadArchive):
        backups.files_of(path=tmp_path)
    (tmp_path / "manifest.json").write_text(manifest)
    with pytest.raises(BadArchive):
        backups.files_of(path=tmp_path)


def test_it_comes_back_under_another_name_and_host(lost_office: Path, now: datetime) -> None:
    done = backups.restore(file=lost_office, slug="canary2", hosts=["two.localhost"], now=now)
    try:
        assert done.problems == []
        assert done.office.schema_name == "office_canary2"
    finally:
        delete_office(office=done.office)


def test_an_office_that_is_still_here_is_not_overwritten(
    filled: Office, office_file: Path, now: datetime
) -> None:
    connection.set_schema_to_public()
    with pytest.raises((BadArchive, OfficeNameTaken), match="still here"):
        backups.restore(file=office_file, now=now)
    assert Office.objects.filter(slug="canary").exists()


def test_whoever_was_erased_after_the_backup_is_erased_again(
    filled: Office, office_file: Path, now: datetime
) -> None:
    person = Person.objects.get(name="Amani Njeri")
    erase_person(person=person, by=None, now=now)
    wipe(filled)
    done = backups.restore(file=office_file, now=now + timedelta(days=1))
    assert done.erased_again == 1
    with within(done.office):
        assert sorted(Person.objects.values_list("name", flat=True)) == ["", "Njoki"]


def test_what_may_have_left_since_the_backup_is_not_sent_twice_and_sessions_are_over(
    filled: Office, tmp_path: Path, now: datetime
) -> None:
    staff = member_of_staff(email="leila@canary.example", name="Leila Haddad")
    client = Client(headers={"host": "canary.localhost"})
    client.force_login(staff)
    assert Session.objects.exists()
    reply(conversation=Conversation.objects.earliest("pk"), author=staff, text="Yes.", now=now)
    [later] = put_in_outbox(
        letters=[
            Outgoing(
                kind=OutgoingKind.PERSONAL,
                recipient="njoki@post.example",
                subject="Later",
                text="Later",
                wait=timedelta(days=30),
            )
        ],
        now=now,
    )
    backups.back_up(offices=[filled], folder=tmp_path / "b", now=now)
    wipe(filled)
    done = backups.restore(file=tmp_path / "b" / "canary.office", now=now + timedelta(days=1))
    assert done.doubted == 1
    with within(done.office):
        states = dict(OutgoingItem.objects.values_list("subject", "state"))
        assert states.pop("Later") == "waiting"
        assert set(states.values()) == {"uncertain"}
        assert not Session.objects.exists()
    assert later.pk
