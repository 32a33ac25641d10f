"""Everything held about somebody, in a file they can read."""

import io
import json
import zipfile
from datetime import datetime

from baraza.base.accounts.models import Circle, User
from baraza.base.audit.models import AuditEntry
from baraza.base.office_register.models import Office
from baraza.base.people.models import Person
from baraza.dialogue.conversations.models import Attachment, Conversation
from baraza.flows.data_held.person_archive import hidden_entries, write_person_archive
from tests.flows.data_held.conftest import CANARIES, canary_letter
from tests.letters import bring, letter
from tests.web.desk.page import read


def archive_of(person: Person, user: User, now: datetime) -> zipfile.ZipFile:
    file = io.BytesIO()
    write_person_archive(person=person, user=user, to=file, now=now)
    return zipfile.ZipFile(file)


def test_their_words_letters_and_files_are_in_it_and_nobody_elses(
    office: Office, staff: User, now: datetime
) -> None:
    written = canary_letter()
    bring(written, letter("Somebody else's words."), now=now)
    archive = archive_of(Person.objects.get(name=CANARIES["name"]), staff, now)
    page = archive.read("index.html").decode()
    for name in ("name", "address", "subject", "body"):
        assert CANARIES[name] in page
    assert "Somebody else's words." not in page
    originals = [name for name in archive.namelist() if name.endswith("original.eml")]
    assert [archive.read(name) for name in originals] == [written]
    [attached] = [name for name in archive.namelist() if name.endswith(CANARIES["file name"])]
    assert archive.read(attached).decode().strip() == CANARIES["attachment"]
    data = json.loads(archive.read("data.json"))
    sections = {section["name"]: section["entries"] for section in data["sections"]}
    assert set(sections) >= {"people", "channels", "inputs", "conversations"}
    [entry] = sections["conversations"]
    assert CANARIES["body"] in entry["text"]
    assert set(entry["files"]) <= set(archive.namelist())


def test_the_page_runs_nothing_and_every_link_leads_to_a_file_beside_it(
    office: Office, staff: User, now: datetime
) -> None:
    nasty = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
    bring(letter(nasty, subject=nasty, sender='"<b>Bold</b>" <bold@post.example>'), now=now)
    archive = archive_of(Person.objects.get(), staff, now)
    tree = read(archive.read("index.html"))
    assert not [each for each in tree.all() if each.tag in {"script", "img", "iframe", "b"}]
    assert not [name for each in tree.all() for name in each.attributes if name[:2] == "on"]
    links = [link.attributes["href"] for link in tree.all("a")]
    assert links
    assert set(links) <= set(archive.namelist())
    assert nasty in tree.text


def test_it_is_in_the_persons_language_and_direction(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter(), now=now)
    Person.objects.update(language="ar")
    archive = archive_of(Person.objects.get(), staff, now)
    root = read(archive.read("index.html")).one("html").attributes
    assert (root["lang"], root["dir"]) == ("ar", "rtl")
    Person.objects.update(language="sw")  # known to the person, not to the product
    archive = archive_of(Person.objects.get(), staff, now)
    assert read(archive.read("index.html")).one("html").attributes["lang"] == "en"


def test_what_the_reader_may_not_see_is_counted_and_left_out(
    office: Office, staff: User, now: datetime
) -> None:
    bring(letter("A confidential word."), now=now)
    person = Person.objects.get()
    assert hidden_entries(person=person, user=staff) == 0
    circle = Circle.objects.create(name="Case 4")
    Conversation.objects.update(circle=circle)
    archive = archive_of(person, staff, now)
    assert "confidential word" not in archive.read("index.html").decode()
    assert hidden_entries(person=person, user=staff) == 1


def test_a_file_name_cannot_lead_out_of_the_archive(
    office: Office, staff: User, now: datetime
) -> None:
    bring(canary_letter(), now=now)
    Attachment.objects.update(filename="../../../etc/passwd\x1b\u202egpj.exe")
    archive = archive_of(Person.objects.get(), staff, now)
    for name in archive.namelist():
        assert ".." not in name.split("/")
        assert name.count("/") <= 1
        assert name.isprintable()


def test_that_it_was_taken_is_in_the_trail(office: Office, staff: User, now: datetime) -> None:
    bring(letter(), now=now)
    person = Person.objects.get()
    archive_of(person, staff, now)
    entry = AuditEntry.objects.get(act="exported_person")
    assert (entry.actor_id, entry.object_id) == (staff.pk, str(person.pk))
