"""Statements planned once for a connection: what they answer, and when they are planned anew."""

import pytest
from django.db import DatabaseError, connection, transaction

from baraza.base.office_register.models import Office
from baraza.base.office_register.queries import within
from baraza.common import prepared as module
from baraza.common.prepared import prepared
from baraza.common.rows import ask
from tests.people import somebody

SAYS = "SELECT %s::int + 1, '100%%', %s::text[]"
PEOPLE = "SELECT name FROM people_person WHERE name <> ALL(%s) ORDER BY name"


def _answer(statement: str, *values: object) -> list[tuple]:
    said = prepared(statement)
    with connection.cursor() as cursor:
        cursor.execute(said, values)
        return cursor.fetchall()


def _planned() -> set[str]:
    """The names this connection knows plans by."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_prepared_statements")
        return {name for (name,) in cursor.fetchall()}


def test_what_is_planned_answers_as_it_would_unplanned(office: Office) -> None:
    assert _answer(SAYS, 4, ["a'b", "%s", ""]) == [(5, "100%", ["a'b", "%s", ""])]


def test_a_statement_is_planned_once_however_often_it_is_said(office: Office) -> None:
    _answer(SAYS, 1, [])
    before = _planned()
    for number in range(3):
        assert _answer(SAYS, number, [])[0][0] == number + 1
    assert _planned() == before


def test_after_many_uses_it_is_planned_anew_and_old_plans_are_forgotten(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "USES", 2)
    statement = "SELECT %s::int * 2"
    others, kept, names = _planned(), [], set()
    for number in range(6):
        assert _answer(statement, number) == [(2 * number,)]
        kept.append(len(_planned() - others))
        names |= _planned() - others
    assert len(names) == 3
    assert kept == [1, 1, 2, 2, 2, 2]


def test_what_waits_to_be_sent_is_understood_after_it_was_planned_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "USES", 1)
    statement = "SELECT %s::int * 3"
    assert ask(*((prepared(statement), [number]) for number in range(2))) == [[(0,)], [(3,)]]


def test_each_office_is_answered_from_its_own_tables(two_offices: tuple[Office, Office]) -> None:
    for office in two_offices:
        with within(office):
            somebody(f"Amina of {office.slug}")
    for office in (*two_offices, *two_offices):
        with within(office):
            assert _answer(PEOPLE, ["Nobody"]) == [(f"Amina of {office.slug}",)]


def test_what_a_transaction_took_back_is_planned_all_the_same(office: Office) -> None:
    statement = "SELECT %s::int - 1"
    with transaction.atomic():
        assert _answer(statement, 3) == [(2,)]
        transaction.set_rollback(True)
    assert _answer(statement, 5) == [(4,)]


def test_what_cannot_be_planned_is_refused_each_time_in_djangos_words(office: Office) -> None:
    for _ in range(2):
        with pytest.raises(DatabaseError), transaction.atomic():
            prepared("SELECT nothing_of_that_name FROM people_person WHERE id = %s")


def test_a_new_connection_plans_for_itself(committed_office: Office) -> None:
    assert _answer(SAYS, 1, [])[0][0] == 2
    connection.close()
    assert _answer(SAYS, 2, [])[0][0] == 3
