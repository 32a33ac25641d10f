import csv
import tracemalloc
from collections import Counter
from datetime import datetime
from itertools import islice
from pathlib import Path

import pytest
from openpyxl import Workbook

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.base.people.actions.care import write_note
from baraza.base.people.actions.importing import (
    NotUndoable,
    bring_in,
    cancel_import,
    undo_import,
)
from baraza.base.people.exchange.mapping import guess_mapping
from baraza.base.people.exchange.tables import NotATable, is_vcard, open_table
from baraza.base.people.models import ContactLink, ContactPoint, Group, Person
from baraza.base.people.models.exchange import ImportedRow, ImportState, Outcome, PeopleImport

pytestmark = pytest.mark.django_db

HEADING = "Name,E-mail,Telephone,Address,Year of birth,Group\n"


def bring(path: Path, now: datetime) -> PeopleImport:
    mapping = {}
    if not is_vcard(path):
        with open_table(path) as sheet:
            mapping = {str(k): v for k, v in guess_mapping(sheet.columns).items()}
    people_import = PeopleImport.objects.create(
        filename=path.name, mapping=mapping, state=ImportState.WAITING, started_at=now
    )
    bring_in(people_import=people_import, now=now, path=path)
    people_import.refresh_from_db()
    return people_import


def outcomes(people_import: PeopleImport) -> Counter[str]:
    return Counter(people_import.imported_rows.values_list("outcome", flat=True))


@pytest.fixture
def table(tmp_path: Path):
    def write(text: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "people.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_people_come_in_with_contact_points_and_groups(office: Office, now: datetime, table):
    done = bring(
        table(HEADING + "Amani Njeri,amani@post.example,+254 700 000001,Mbuni,1971,Water;Elders\n"),
        now,
    )

    person = Person.objects.get()
    assert (person.name, person.birth_year, person.address) == ("Amani Njeri", 1971, "Mbuni")
    assert set(person.contact_points.values_list("value", flat=True)) == {
        "amani@post.example",
        "+254700000001",
    }
    assert set(person.groups.values_list("name", flat=True)) == {"Water", "Elders"}
    assert done.state == ImportState.DONE
    assert outcomes(done) == {Outcome.ADDED: 1}


def test_the_same_file_twice_adds_nobody(office: Office, now: datetime, table):
    path = table(HEADING + "Amani Njeri,amani@post.example,,,,\nBahati Otieno,,,Mbuni,,\n")
    bring(path, now)
    again = bring(path, now)

    assert Person.objects.count() == 2
    assert outcomes(again) == {Outcome.KNOWN: 2}


def test_somebody_known_is_completed_and_never_overwritten(office: Office, now: datetime, table):
    bring(table(HEADING + "Amani Njeri,amani@post.example,,Old Road,,\n"), now)
    again = bring(
        table(HEADING + "AMANI NJERI,amani@post.example,0700 000001,New Road,1971,\n"), now
    )

    person = Person.objects.get()
    assert (person.address, person.birth_year) == ("Old Road", 1971)
    assert person.contact_points.count() == 2
    assert outcomes(again) == {Outcome.COMPLETED: 1}


def test_father_and_son_of_one_name_and_roof_stay_two(office: Office, now: datetime, table):
    bring(table(HEADING + "Juma Salehe,,,Mbuni 4,1950,\nJuma Salehe,,,Mbuni 4,1981,\n"), now)

    assert Person.objects.count() == 2


def test_two_names_at_one_address_are_two_people(office: Office, now: datetime, table):
    bring(
        table(HEADING + "Amani Njeri,home@post.example,,,,\nBaraka Njeri,home@post.example,,,,\n"),
        now,
    )

    assert Person.objects.count() == 2
    assert ContactPoint.objects.count() == 1


def test_rows_that_cannot_be_used_are_told_and_the_others_kept(
    office: Office, now: datetime, table
):
    done = bring(
        table(
            HEADING + ",nobody@post.example,,,,\n=cmd|'/C calc'!A0,,,,,\nAmani,not an address,,,,\n"
        ),
        now,
    )

    assert [row.outcome for row in done.imported_rows.all()] == [
        Outcome.UNUSABLE,
        Outcome.UNUSABLE,
        Outcome.ADDED,
    ]
    assert all(row.notes for row in done.imported_rows.all())
    assert Person.objects.get().name == "Amani"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_are_found(
    office: Office, now: datetime, table, encoding: str, delimiter: str
):
    text = "Nom complet,Courriel,Adresse\n" + "Zoë Bélanger,zoe@post.example,Rue de l’Église\n" * 1
    bring(table(text.replace(",", delimiter), encoding), now)

    assert Person.objects.get().name == "Zoë Bélanger"


def test_right_to_left_names_mixed_with_latin_stay_as_written(office: Office, now: datetime, table):
    bring(table("الاسم,البريد الإلكتروني\nحنان Siddig صديق,hanan@post.example\n"), now)

    assert Person.objects.get().name == "حنان Siddig صديق"


def test_a_spreadsheet_is_read(office: Office, now: datetime, tmp_path: Path):
    book = Workbook()
    book.active.append(["First name", "Surname", "Born"])
    book.active.append(["Leila", "Haddad", 1990])
    path = tmp_path / "people.xlsx"
    book.save(path)
    bring(path, now)

    person = Person.objects.get()
    assert (person.name, person.birth_year) == ("Leila Haddad", 1990)


def test_vcards_are_read_and_a_broken_one_is_told(office: Office, now: datetime, tmp_path: Path):
    path = tmp_path / "people.vcf"
    path.write_text(
        "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Haddad;Leila;;;\r\nFN:Leila Haddad\r\n"
        "EMAIL:leila@post.example\r\nTEL:+254700000002\r\nEND:VCARD\r\n"
        "BEGIN:VCARD\r\nnonsense\r\nEND:VCARD\r\n",
        encoding="utf-8",
    )
    done = bring(path, now)

    assert Person.objects.get().name == "Leila Haddad"
    assert outcomes(done) == {Outcome.ADDED: 1, Outcome.UNUSABLE: 1}


def test_a_thousand_columns_are_refused_plainly(table):
    with pytest.raises(NotATable, match="1000"), open_table(table(",".join(["x"] * 1000))):
        pass


def test_an_import_is_undone_whole(office: Office, now: datetime, table):
    bring(table(HEADING + "Amani Njeri,amani@post.example,,,,\n"), now)
    done = bring(
        table(
            HEADING + "Amani Njeri,amani@post.example,0700 000001,,,\nBahati,b@post.example,,,,W\n"
        ),
        now,
    )
    undo_import(people_import=done, by=None, now=now)

    assert [person.name for person in Person.objects.all()] == ["Amani Njeri"]
    assert [point.value for point in ContactPoint.objects.all()] == ["amani@post.example"]
    assert ContactLink.objects.count() == 1
    with pytest.raises(NotUndoable):
        undo_import(people_import=done, by=None, now=now)


def test_somebody_the_office_dealt_with_stays_when_it_is_undone(
    office: Office, staff, now: datetime, table
):
    done = bring(table(HEADING + "Amani Njeri,amani@post.example,,,,\nBahati,,,,,\n"), now)
    write_note(
        person=Person.objects.get(name="Amani Njeri"), text="Called about water.", by=staff, now=now
    )

    assert undo_import(people_import=done, by=staff, now=now) == 1
    assert [person.name for person in Person.objects.all()] == ["Amani Njeri"]


def test_an_undone_import_can_be_brought_again(office: Office, now: datetime, table):
    path = table(HEADING + "Amani Njeri,amani@post.example,,,,\n")
    undo_import(people_import=bring(path, now), by=None, now=now)
    bring(path, now)

    assert Person.objects.count() == 1


def test_a_cancelled_import_writes_nothing_more(office: Office, now: datetime, table):
    path = table(HEADING + "Amani,,,,,\n")
    people_import = PeopleImport.objects.create(
        filename="x", mapping={"0": "name"}, state=ImportState.WAITING, started_at=now
    )
    cancel_import(people_import=people_import, by=None, now=now)
    bring_in(people_import=people_import, now=now, path=path)

    assert Person.objects.count() == 0


def test_an_interrupted_import_goes_on_where_it_stood(office: Office, now: datetime, table):
    path = table(HEADING + "".join(f"Person {n},p{n}@post.example,,,,\n" for n in range(5)))
    people_import = PeopleImport.objects.create(
        filename="x",
        mapping={"0": "name", "1": "email"},
        state=ImportState.RUNNING,
        started_at=now,
        rows_done=3,
    )
    bring_in(people_import=people_import, now=now, path=path)

    assert Person.objects.count() == 2


def test_another_office_has_none_of_them(two_offices: tuple[Office, Office], now: datetime, table):
    first, second = two_offices
    with within(first):
        bring(table(HEADING + "Amani,,,,,\n"), now)
    with within(second):
        assert Person.objects.count() == ImportedRow.objects.count() == Group.objects.count() == 0


def test_the_number_of_queries_does_not_grow_with_the_rows(
    office: Office, now: datetime, table, django_assert_max_num_queries
):
    def text(count: int, start: int) -> str:
        return HEADING + "".join(
            f"Person {n},p{n}@post.example,,,,W\n" for n in range(start, start + count)
        )

    with django_assert_max_num_queries(60) as few:
        bring(table(text(1, 0)), now)
    with django_assert_max_num_queries(len(few.captured_queries) + 1):
        bring(table(text(300, 10)), now)


def test_a_large_table_needs_no_more_memory(tmp_path: Path):
    path = tmp_path / "large.csv"
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Name", "E-mail"])
        for number in range(200_000):
            writer.writerow([f"Person {number}", f"person{number}@post.example"])
    tracemalloc.start()
    with open_table(path) as sheet:
        assert sum(1 for _ in sheet.rows) == 200_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8_000_000


def test_two_gigabytes_of_which_one_line_has_no_end_are_read_in_parts(tmp_path: Path):
    path = tmp_path / "huge.csv"
    path.write_text("Name,E-mail\nAmani,amani@post.example\n")
    with path.open("r+b") as file:
        file.truncate(2_000_000_000)
    tracemalloc.start()
    with open_table(path) as sheet:
        rows = list(islice(sheet.rows, 3))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rows[0] == ["Amani", "amani@post.example"]
    assert peak < 20_000_000
