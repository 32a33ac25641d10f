"""Encrypted text: nothing is lost by changing keys, and what was tampered with says so."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, models
from django.test import override_settings
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st
from psycopg import sql

from baraza.base.channels import secrets
from baraza.base.channels.models import Mailbox
from baraza.base.office_register.models import Office
from baraza.common import keyring, rotation
from baraza.common.encrypted_fields import EncryptedTextField, UnreadableText
from baraza.config.sign_in import MFAAdapter
from tests.staff import SECRET, member_of_staff


@pytest.fixture
def keys(tmp_path: Path) -> Iterator[Path]:
    """A ring of one key in a file."""
    path = tmp_path / "data_key"
    path.write_text("the-first-key")
    with override_settings(DATA_KEYS=[], DATA_KEYS_FILE=path):
        yield path


@pytest.fixture
def mailbox(keys: Path, office: Office, now: datetime) -> Mailbox:
    return Mailbox.objects.create(
        address="office@highlands.example",
        imap_host="imap.example",
        username="office",
        secret=secrets.sealed({"password": "six-green-apples"}),
        attended_since=now,
    )


def password(mailbox: Mailbox) -> str:
    mailbox.refresh_from_db()
    return secrets.unsealed(mailbox)["password"]


@given(st.text())
def test_what_is_encrypted_is_read_again_and_hides_the_words(text: str) -> None:
    with override_settings(DATA_KEYS=["a", "b"]):
        token = keyring.encrypt(text)
        assert token.isascii()
        assert keyring.decrypt(token) == text
        assert len(text) < 3 or text not in token


@pytest.mark.parametrize("place", [0, 20, 60, -2])
def test_one_changed_character_is_refused(keys: Path, place: int) -> None:
    token = keyring.encrypt("A note")
    other = "A" if token[place] != "A" else "B"
    changed = token[:place] + other + token[place:][1:]
    with pytest.raises(keyring.Unreadable):
        keyring.decrypt(changed)


def test_a_running_process_learns_a_new_key_from_the_file(keys: Path) -> None:
    old = keyring.encrypt("before")
    keyring.add_key()
    assert keyring.decrypt(old) == "before"
    assert keyring.with_first_key(old) != old
    assert keys.stat().st_mode & 0o077 == 0


def test_keys_of_the_environment_are_not_changed_here(keys: Path) -> None:
    with override_settings(DATA_KEYS=["mine"]), pytest.raises(keyring.KeysElsewhere):
        keyring.add_key()
    assert keys.read_text() == "the-first-key"


def test_rotation_brings_mailboxes_and_second_factors_under_the_new_key(mailbox: Mailbox) -> None:
    user = member_of_staff(email="amina@highlands.example", name="Amina")
    keyring.add_key()
    assert rotation.not_under_first_key().changed == 2
    rotated = rotation.rotate()
    assert (rotated.changed, rotated.unreadable) == (2, 0)
    assert rotation.rotate().changed == 0
    assert keyring.keep_first_key() == 1
    assert password(mailbox) == "six-green-apples"
    factor = Authenticator.objects.get(user=user)
    assert MFAAdapter().decrypt(factor.data["secret"]) == SECRET


def test_a_rotation_stopped_half_way_loses_nothing_and_goes_on(
    mailbox: Mailbox, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        Mailbox.objects.create(
            address=f"box{number}@highlands.example",
            imap_host="imap.example",
            username="office",
            secret=secrets.sealed({"password": f"password {number}"}),
            attended_since=now,
        )
    monkeypatch.setattr(rotation, "BATCH", 2)
    keyring.add_key()
    store = rotation._store
    calls = []

    def stopped(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) > 1:
            raise KeyboardInterrupt
        store(*arguments)

    monkeypatch.setattr(rotation, "_store", stopped)
    with pytest.raises(KeyboardInterrupt):
        rotation.rotate()
    assert rotation.not_under_first_key().changed == 4
    monkeypatch.setattr(rotation, "_store", store)
    assert rotation.rotate().changed == 4
    keyring.keep_first_key()
    assert {password(one) for one in Mailbox.objects.all()} == {
        "six-green-apples",
        *(f"password {number}" for number in range(5)),
    }


def test_what_somebody_changes_during_the_rotation_stays_as_they_wrote_it(
    mailbox: Mailbox,
) -> None:
    keyring.add_key()
    [column] = [one for one in rotation.columns() if one.model == "channels.Mailbox"]
    [(number, old)] = next(rotation._batches(column))
    Mailbox.objects.update(secret=secrets.sealed({"password": "a newer one"}))
    rotation._store(column, [(number, old, keyring.with_first_key(old))])
    assert password(mailbox) == "a newer one"


def test_a_value_that_cannot_be_read_is_counted_and_left(mailbox: Mailbox) -> None:
    Mailbox.objects.update(secret="tampered")
    keyring.add_key()
    assert rotation.rotate().unreadable == 1
    mailbox.refresh_from_db()
    assert mailbox.secret == "tampered"


with isolate_apps("baraza.base.people") as own_apps:

    class Note(models.Model):
        """A table that only these tests have."""

        text = EncryptedTextField(blank=True)

        class Meta:
            app_label = "people"


@pytest.fixture
def notes(keys: Path, office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "apps", own_apps)
    monkeypatch.setattr(rotation, "_columns", [])
    with connection.schema_editor() as editor:
        editor.create_model(Note)


def kept(number: int) -> str:
    with connection.cursor() as cursor:
        query = sql.SQL("SELECT text FROM {} WHERE id = %s")
        cursor.execute(query.format(sql.Identifier(Note._meta.db_table)), [number])
        return cursor.fetchone()[0]


def test_a_field_is_encrypted_in_the_table_and_clear_in_the_program(notes: None) -> None:
    note = Note.objects.create(text="Her illness, in confidence")
    assert "illness" not in kept(note.pk)
    assert Note.objects.get().text == "Her illness, in confidence"
    assert Note.objects.create(text="").pk
    assert Note.objects.filter(text__isnull=True).count() == 0


def test_a_tampered_text_says_so_and_takes_no_page_with_it(notes: None) -> None:
    good = Note.objects.create(text="Readable")
    bad = Note.objects.create(text="Changed by somebody")
    with connection.cursor() as cursor:
        table = sql.Identifier(Note._meta.db_table)
        query = sql.SQL("UPDATE {} SET text = 'x' || text WHERE id = %s").format(table)
        cursor.execute(query, [bad.pk])
    texts = {note.pk: note.text for note in Note.objects.all()}
    assert texts[good.pk] == "Readable"
    assert isinstance(texts[bad.pk], UnreadableText)
    assert "cannot be read" in texts[bad.pk]


def test_saving_what_cannot_be_read_keeps_it_for_when_its_key_is_found(
    notes: None, keys: Path
) -> None:
    note = Note.objects.create(text="Worth keeping")
    token = kept(note.pk)
    keys.unlink()
    keys.write_text("another-key")
    unreadable = Note.objects.get()
    assert isinstance(unreadable.text, UnreadableText)
    unreadable.save()
    assert kept(note.pk) == token
    keys.unlink()
    keys.write_text("another-key\nthe-first-key")
    assert Note.objects.get().text == "Worth keeping"


def test_every_encrypted_field_is_part_of_a_rotation(notes: None) -> None:
    note = Note.objects.create(text="Rotated too")
    keyring.add_key()
    assert rotation.rotate().changed == 1
    keyring.keep_first_key()
    assert Note.objects.get(pk=note.pk).text == "Rotated too"


def test_encrypted_text_cannot_be_looked_up(notes: None) -> None:
    with pytest.raises(TypeError, match="encrypted"):
        Note.objects.filter(text="Rotated too").exists()
